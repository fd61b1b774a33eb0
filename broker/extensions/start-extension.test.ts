import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { controlContract, ValetkeyError } from '@valetkey/api-contracts';
import { connectPort, type Port } from '@valetkey/extension-api/host';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { brokerInFolder, extensionNamed } from '../checks/fixtures/broker-in-folder.ts';
import { openGate } from '../port/gate.ts';
import { unlimited } from '../port/share.ts';
import type { Broker, StopState } from '../powers.ts';
import { startExtensionWorker } from '../shells/node/extension-worker.ts';
import { messagePortTransport } from '../shells/node/message-port-transport.ts';
import { makeHostCalls } from './host-calls.ts';
import { type StartProcess, startExtension } from './start-extension.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-start-'));
  writeFileSync(join(folder, 'extension.cjs'), '');
  const manifest = { name: 'sample', publisher: 'acme', version: '1.0.0', main: './extension.cjs' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, contributes: {} }));
});
afterEach(() => rmSync(folder, { recursive: true }));

const scriptOf = (method: string): string =>
  `exports.extension = require('@valetkey/extension-api').defineExtension({ ${method} });`;

const scene = () => {
  const { port1, port2 } = new MessageChannel();
  const alive = vi.fn();
  const stop = vi.fn(async (_why?: StopState) => port1.close());
  const never = new Promise<never>(() => undefined);
  const startProcess: StartProcess = () => ({
    transport: messagePortTransport(port1),
    alive,
    stop,
    ending: never,
    stopped: never,
  });
  return { startProcess, alive, stop, port: port2 };
};

test('a guest is alive when its report arrives, however long its calls wait for a share of main’s time', async () => {
  const { startProcess, alive, port } = scene();
  const attachExtension: Broker['attachExtension'] = (_extension, transport) => {
    const { facet: taken, call } = makeHostCalls();
    const facet = { request: vi.fn(), log: () => ({}), report: () => ({}), stopping: vi.fn(), ...taken };
    const never = { ...unlimited, enter: () => true };
    const told = { onViolation: vi.fn(), onClosed: vi.fn(), onInternalError: vi.fn() };
    openGate({ contract: controlContract, facet, transport, share: never, ...told });
    return { deactivate: async () => undefined, detach: () => undefined, call };
  };
  const running = await startExtension(folder, {
    broker: { attachExtension, reportLoading: () => undefined },
    say: () => undefined,
    startProcess,
  });
  const { client } = connectPort(controlContract, port as unknown as Port, 'port-closed');
  void client.report({ state: 'alive' }).catch(() => undefined);
  await vi.waitFor(() => expect(alive).toHaveBeenCalled());
  await running.stop();
});

test('closing a broker ends every extension, even if the shell fails to stop one of them', async () => {
  const logged: string[] = [];
  const { broker, settings, close } = await brokerInFolder({
    log: (level, text) => logged.push(`${level} ${text}`),
  });
  const stop = vi.fn(() => {
    throw new Error('gone already');
  });
  for (const name of ['reader', 'writer'])
    broker.attachExtension(extensionNamed(name), messagePortTransport(new MessageChannel().port1), {
      log: () => undefined,
      report: () => undefined,
      stop,
    });
  expect((await settings.listExtensions()).map(({ state }) => state)).toEqual(['running', 'running']);
  await close();
  expect(stop).toHaveBeenCalledTimes(2);
  expect(logged).toEqual(['reader', 'writer'].map((name) => `error acme.${name} could not be stopped`));
});

test('an extension that runs while its broker closes is stopped and not reported as crashed', async () => {
  writeFileSync(join(folder, 'extension.cjs'), scriptOf('activate() {}'));
  const { broker, settings, close } = await brokerInFolder();
  const said: string[] = [];
  const running = await startExtension(folder, {
    broker,
    startProcess: startExtensionWorker,
    say: (...line) => said.push(line.join(' ')),
  });
  expect(await running.activated).toBe('activated');
  expect((await settings.listExtensions()).map(({ state }) => state)).toEqual(['running']);
  await close();
  expect(await running.stopped).toBe('stopped');
  expect(said).toEqual([]);
});

test('a broker has closed when the processes of its extensions have ended', async () => {
  const { broker, close } = await brokerInFolder();
  const order: string[] = [];
  const startProcess: StartProcess = (options) => {
    const process = startExtensionWorker(options);
    const stopped = process.stopped.then(async (why) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      order.push('ended');
      return why;
    });
    return { ...process, stopped };
  };
  await startExtension(folder, { broker, startProcess, say: () => undefined });
  await close();
  expect([...order, 'closed']).toEqual(['ended', 'closed']);
});

test.each<[StopState, string[]]>([
  ['protocol-violation', ['extension.started', 'protocol.violation', 'extension.stopped']],
  ['out-of-memory', ['extension.started', 'extension.stopped']],
  ['hung', ['extension.started', 'extension.stopped']],
])('Settings and the audit log say why the shell ended an extension: %s', async (why, kinds) => {
  writeFileSync(join(folder, 'extension.cjs'), scriptOf('activate() {}'));
  const { broker, settings, close } = await brokerInFolder();
  let stop: (why: StopState) => unknown = () => undefined;
  const startProcess: StartProcess = (options) => {
    const process = startExtensionWorker(options);
    stop = process.stop;
    return process;
  };
  const running = await startExtension(folder, { broker, startProcess, say: () => undefined });
  await running.activated;
  await stop(why);
  expect(await running.stopped).toBe(why);
  expect((await settings.listExtensions()).map(({ state }) => state)).toEqual([why]);
  const { entries } = await settings.listAudit({ extension: running.extension.id });
  const told = entries.toReversed().map(({ kind, detail }) => [kind, detail]);
  expect(told.map(([kind]) => kind)).toEqual(kinds);
  expect(told.at(-1)).toEqual(['extension.stopped', why]);
  await close();
});

test('an `activate` that does not end is reported once and goes on; a finished one is not reported', async () => {
  const said: string[][] = [];
  const waiting = new Set<() => void>();
  const start = async (method: string) => {
    writeFileSync(join(folder, 'extension.cjs'), scriptOf(method));
    const { broker, close } = await brokerInFolder();
    const running = await startExtension(folder, {
      broker,
      startProcess: startExtensionWorker,
      say: (...line) => said.push(line),
      after: (ms, run) => {
        expect(ms).toBe(10_000);
        waiting.add(run);
        return () => waiting.delete(run);
      },
    });
    return { running, close };
  };

  const endless = await start(
    'activate({ log }) { log.info("begun"); return new Promise(() => undefined); }',
  );
  await vi.waitFor(() => expect(said).toEqual([['acme.sample', 'info', 'begun']]));
  expect(waiting.size).toBe(1);
  for (const run of waiting) run();
  expect(said.slice(1)).toEqual([
    ['acme.sample', 'warn', expect.stringContaining('`activate` is still running')],
  ]);
  waiting.clear();
  await endless.close();
  expect(await endless.running.activated).toBe('stopped');

  for (const [method, how] of [
    ['activate() {}', 'activated'],
    ['activate() { throw new Error("no"); }', 'failed'],
  ] as const) {
    const { running, close } = await start(method);
    expect(await running.activated).toBe(how);
    expect(waiting.size).toBe(0);
    await close();
  }
  const ended = await start('activate() { return new Promise(() => undefined); }');
  await ended.running.stop();
  expect(await ended.running.activated).toBe('stopped');
  expect(waiting.size).toBe(0);
  await ended.close();
});

test('a process whose extension the broker rejects is stopped', async () => {
  const { startProcess, stop, port } = scene();
  const attachExtension: Broker['attachExtension'] = () => {
    throw new Error('there is one of this name');
  };
  const powers = {
    broker: { attachExtension, reportLoading: () => undefined },
    say: () => undefined,
    startProcess,
  };
  await expect(startExtension(folder, powers)).rejects.toThrow('there is one of this name');
  expect(stop).toHaveBeenCalledOnce();
  port.close();
});

test('a second extension of the same name is refused with its folder and name', async () => {
  const { startProcess, stop, port } = scene();
  const attachExtension: Broker['attachExtension'] = () => {
    throw new ValetkeyError({ code: 'conflict' });
  };
  const powers = {
    broker: { attachExtension, reportLoading: () => undefined },
    say: () => undefined,
    startProcess,
  };
  await expect(startExtension(folder, powers)).rejects.toMatchObject({
    message: `${folder}: an extension acme.sample is running already, and there is one of a name at a time.`,
    cause: { code: 'conflict' },
  });
  expect(stop).toHaveBeenCalledOnce();
  port.close();
});

test('the contribution points of the application come with the running extension', async () => {
  const commands = [{ command: 'sample.open', title: 'Open' }];
  const manifest = { name: 'sample', publisher: 'acme', version: '1.0.0', main: './extension.cjs' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, contributes: { commands } }));
  writeFileSync(join(folder, 'extension.cjs'), scriptOf('activate() {}'));
  const t = await brokerInFolder();
  const powers = { broker: t.broker, say: () => undefined, startProcess: startExtensionWorker };
  try {
    await expect(startExtension(folder, powers)).rejects.toThrow(
      'contributes.commands: `commands` is not known',
    );
    const own = startExtension(folder, { ...powers, contributions: ['connectionRequests'] });
    await expect(own).rejects.toThrow('leave it out');
    const running = await startExtension(folder, { ...powers, contributions: ['commands'] });
    expect(running.extension.contributions).toEqual({ commands });
    expect(await running.activated).toBe('activated');
  } finally {
    await t.close();
  }
});
