import { MessageChannel } from 'node:worker_threads';
import { controlContract, type Facet, ValetkeyError } from '@valetkey/api-contracts';
import { describe, expect, it, vi } from 'vitest';
import { makeHostCalls } from '../../broker/extensions/host-calls.ts';
import { openGate } from '../../broker/port/gate.ts';
import { messagePortTransport } from '../../broker/shells/node/message-port-transport.ts';
import { defineExtension, type Extension, type ExtensionContext } from '../define-extension.ts';
import type { Port } from './connect-port.ts';
import { runExtension } from './run-extension.ts';

/** The broker's side of one extension's control port: what it was told. */
const host = (log: Facet<typeof controlContract>['log'] = () => ({})) => {
  let stop: () => void = () => undefined;
  const stopping = new Promise<Record<string, never>>((resolve) => {
    stop = () => resolve({});
  });
  const { port1, port2 } = new MessageChannel();
  /** But for those that only say that it lives. */
  const reports: unknown[] = [];
  let alive = 0;
  const lines: string[] = [];
  const beats: (() => void)[] = [];
  const calls = makeHostCalls();
  const gate = openGate({
    contract: controlContract,
    facet: {
      request: () => {
        throw new ValetkeyError({ code: 'denied' });
      },
      log: (line) => {
        lines.push(`${line.level} ${line.text}`);
        return log(line);
      },
      report: (report) => {
        if (report.state === 'alive') alive += 1;
        else reports.push(report);
        return {};
      },
      stopping: () => stopping,
      ...calls.facet,
    },
    transport: messagePortTransport(port1),
    onViolation: (why) => reports.push(why),
    onClosed: () => undefined,
    onInternalError: (error) => reports.push(error),
  });
  const run = (load: (log: ExtensionContext['log']) => unknown) =>
    runExtension({
      port: port2 as unknown as Port,
      load,
      every: (_ms, beat) => void beats.push(beat),
      harden: (value) => value,
    });
  const activate = (act: Extension['activate'], deactivate?: Extension['deactivate']) =>
    run(() => ({ extension: defineExtension({ activate: act, deactivate }) }));
  return { run, activate, stop, reports, alive: () => alive, lines, beats, gate, call: calls.call };
};

describe('runExtension', () => {
  it('runExtension activates what the script exports, and reports it', async () => {
    const { activate, reports, lines } = host();
    await activate(async ({ log }) => {
      log.info('one');
      log.warn('two');
      log.error('three');
    });
    expect(reports).toEqual([{ state: 'activated' }]);
    expect(lines).toEqual(['info one', 'warn two', 'error three']);
  });

  it.each<[string, unknown, string]>([
    ['an error', new TypeError('no such thing'), 'TypeError: no such thing'],
    [
      'a ValetkeyError',
      new ValetkeyError({ code: 'denied' }),
      'ValetkeyError denied: The user did not allow this.',
    ],
    [
      'a ValetkeyError with the place that its sentence speaks of',
      new ValetkeyError({ code: 'invalid-input', at: 'access.paths[0]', expected: 'must start with /' }),
      'See `at` for the place. (at: access.paths[0]; must start with /)',
    ],
    ['an error with a code alone', { code: 'E1', message: 'x' }, 'Error E1: x'],
    ['a string', 'words', 'Error: words'],
    ['nothing', undefined, 'The extension threw a value that cannot be described.'],
    ['null', null, 'The extension threw a value that cannot be described.'],
    [
      'a trap',
      {
        get message() {
          throw new Error('inner');
        },
      },
      'The extension threw a value that cannot be described.',
    ],
  ])('runExtension reports %s that activate threw', async (_what, thrown, message) => {
    const { activate, reports } = host();
    await activate(() => {
      throw thrown;
    });
    expect(reports).toEqual([{ state: 'failed', message: expect.stringContaining(message) }]);
  });

  it.each([undefined, {}, { extension: 5 }, { extension: {} }, { default: { activate: () => undefined } }])(
    'runExtension reports a script that exports %j',
    async (exports) => {
      const { run, reports } = host();
      await run(() => exports);
      expect(reports).toEqual([
        { state: 'failed', message: expect.stringContaining('must export `extension`') },
      ]);
    },
  );

  it('runExtension reports a script that cannot be loaded', async () => {
    const { run, reports } = host();
    await run(() => {
      throw new SyntaxError('Unexpected token');
    });
    expect(reports).toEqual([{ state: 'failed', message: 'SyntaxError: Unexpected token' }]);
  });

  it('runExtension ends quietly when the broker left meanwhile', async () => {
    const { activate, gate, beats } = host();
    await activate(async ({ log }) => {
      gate.close('port-closed');
      await new Promise((resolve) => setTimeout(resolve, 10));
      log.info('nobody reads this');
    });
    for (const beat of beats) beat();
  });

  it('runExtension runs deactivate once when the broker stops the extension, and reports its end', async () => {
    const { activate, stop, reports, lines } = host();
    const log = { info: (_text: string): void => undefined };
    const ended = activate(
      ({ log: given }) => void Object.assign(log, given),
      async () => log.info('the last line'),
    );
    await vi.waitFor(() => expect(reports).toEqual([{ state: 'activated' }]));
    expect(lines).toEqual([]);
    stop();
    await ended;
    expect(lines).toEqual(['info the last line']);
    expect(reports).toEqual([{ state: 'activated' }, { state: 'deactivated' }]);
  });

  it('runExtension logs what deactivate throws, and still reports its end', async () => {
    const { activate, stop, reports, lines } = host();
    stop();
    await activate(
      () => undefined,
      () => {
        throw new TypeError('no such file');
      },
    );
    expect(lines).toEqual([expect.stringMatching(/^error `deactivate` failed\. TypeError: no such file/)]);
    expect(reports.at(-1)).toEqual({ state: 'deactivated' });
  });

  it('runExtension does not run the deactivate of an extension that could not be activated', async () => {
    const { activate, stop, reports } = host();
    const deactivate = vi.fn();
    stop();
    await activate(() => {
      throw new Error('no');
    }, deactivate);
    expect(reports).toEqual([expect.objectContaining({ state: 'failed' })]);
    expect(deactivate).not.toHaveBeenCalled();
  });

  it('an extension is reported alive before its script runs, and at each heartbeat', async () => {
    const { run, beats, alive } = host();
    let loaded = (): void => undefined;
    const running = run(() => new Promise<void>((resolve) => (loaded = resolve)));
    await vi.waitFor(() => expect(alive()).toBe(1));
    for (const beat of beats) beat();
    await vi.waitFor(() => expect(alive()).toBe(2));
    loaded();
    await running;
  });

  it('the log cuts lines, takes anything as text, and says how many lines it dropped', async () => {
    const { activate, lines } = host();
    await activate(({ log }) => {
      log.info('x'.repeat(5_000));
      log.info({ toString: () => 'an object' } as never);
      log.info(undefined as never);
      for (let n = 0; n < 100; n += 1) log.info(`line ${n}`);
    });
    expect(lines[0]).toHaveLength('info '.length + 4_000);
    expect(lines.slice(1, 3)).toEqual(['info an object', 'info undefined']);
    await vi.waitFor(() => expect(lines.at(-1)).toBe('warn [39 lines dropped: too many at once]'));
  });

  it('the context cannot be changed if the shell hardens it', async () => {
    const hardened: unknown[] = [];
    const { port1, port2 } = new MessageChannel();
    port1.on('message', ({ id }) => port1.postMessage({ id, type: 'RAW', value: { ok: true, value: {} } }));
    await runExtension({
      port: port2 as unknown as Port,
      load: () => ({ extension: { activate: (context: unknown) => expect(hardened).toEqual([context]) } }),
      every: () => undefined,
      harden: (value) => {
        hardened.push(value);
        return value;
      },
    });
    expect(hardened).toHaveLength(1);
    port1.close();
  });
});
