import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MessageChannel } from 'node:worker_threads';
import { capabilityContract } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { gatedConnections, stateOf } from '../fixtures/gated-connections.ts';
import { connectPort, type Port } from './connect-port.ts';

const caveats = { methods: [], paths: [], mcpTools: [] };
const description = { provider: 'acme' as never, caveats: [caveats] };
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('closing', () => {
  it('closing at any moment, from either side, leaves no promise pending', async () => {
    type Step = 'call' | 'slow' | 'turn' | 'dispose' | 'close-gate' | 'far-dies';
    const step = fc.constantFrom<Step>(
      'call',
      'call',
      'slow',
      'turn',
      'turn',
      'dispose',
      'close-gate',
      'far-dies',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const gated = gatedConnections({
          describe: () => description,
          mcpOpen: () => new Promise(() => undefined),
        });
        const client = await gated.open();
        const states: [Step, Promise<string>][] = [];
        for (const what of steps) {
          if (what === 'call') states.push([what, stateOf(client.describe())]);
          if (what === 'slow') states.push([what, stateOf(client.mcp())]);
          if (what === 'turn') await turn();
          if (what === 'dispose') client.dispose();
          if (what === 'close-gate') gated.gates[0]?.close('capability-closed');
          if (what === 'far-dies') gated.gates[0]?.close('port-closed');
        }
        client.dispose();
        for (const [kind, settled] of states) {
          const state = await settled;
          expect(['fulfilled', 'capability-closed', 'port-closed']).toContain(state);
          if (kind === 'slow') expect(state).not.toBe('fulfilled');
        }
        expect(await stateOf(client.closed)).toBe('fulfilled');
        expect(await stateOf(client.describe())).toMatch(/^(capability|port)-closed$/);
        expect(gated.violations).toEqual([]);
        gated.end();
      }),
      { numRuns: 150 },
    );
  });

  it('a call between the far side’s close and the news of it fails', async () => {
    const { port1, port2 } = new MessageChannel();
    const { client, closed } = connectPort(capabilityContract, port1 as unknown as Port, 'capability-closed');
    port2.close();
    expect(await stateOf(client.describe())).toBe('capability-closed');
    expect(await stateOf(closed)).toBe('fulfilled');
  });

  it('a call after the broker’s end says what the broker said, though nothing was pending', async () => {
    const gated = gatedConnections({ describe: () => description });
    const client = await gated.open();
    gated.gates[0]?.close('connection-suspended');
    await client.closed;
    expect(await stateOf(client.describe())).toBe('connection-suspended');
    gated.end();
  });

  it('a port closes once, however often that is requested', async () => {
    const close = vi.fn();
    const port = { postMessage: () => undefined, addEventListener: () => undefined, close };
    const connected = connectPort(capabilityContract, port, 'capability-closed');
    connected.close();
    connected.close();
    expect(close).toHaveBeenCalledOnce();
    await connected.closed;
  });
});

describe('a port', () => {
  /** A port whose far side is the test: what was posted, and events to give. */
  const scripted = (post: (message: unknown) => void = () => undefined) => {
    const listeners = new Map<string, (event: { data: unknown }) => void>();
    const posted: { id: string }[] = [];
    const port: Port = {
      postMessage: (message) => {
        post(message);
        posted.push(message as { id: string });
      },
      addEventListener: (type, listener) => void listeners.set(type, listener),
      close: () => undefined,
    };
    const { client, closed } = connectPort(capabilityContract, port, 'capability-closed');
    return {
      client,
      closed,
      posted,
      tell: (type: string, data?: unknown) => listeners.get(type)?.({ data }),
    };
  };
  const value = { ok: true, value: description };

  it('a port ignores messages that answer nothing', async () => {
    const { client, posted, tell } = scripted();
    const call = client.describe();
    for (const stray of [undefined, null, 5, 'x', {}, { id: 5 }, { id: 'other', type: 'RAW', value }, []]) {
      tell('message', stray);
    }
    expect(await stateOf(call, 5)).toBe('pending');
    tell('message', { id: posted[0]?.id, type: 'RAW', value });
    expect(await call).toEqual(description);
    tell('message', { id: posted[0]?.id, type: 'RAW', value: { ok: false, error: { code: 'denied' } } });
  });

  it('a port closes when an answer cannot be read, because its call is unknown', async () => {
    const { client, closed, tell } = scripted();
    const call = client.describe();
    tell('messageerror');
    expect(await stateOf(call)).toBe('capability-closed');
    await closed;
  });

  it('an unknown key of a method is named as the place of the error', async () => {
    const { client } = scripted();
    const call = client.attenuate({ maxUses: 1, uses: 2 } as never);
    await expect(call).rejects.toMatchObject({ code: 'invalid-input', details: { at: 'uses' } });
  });

  it.each<[string, unknown]>([
    ['invalid-input', { sampling: { bytes: new Uint8Array(8) } }],
    ['invalid-input', { sampling: { list: Object.assign([], { name: 1 }) } }],
    ['invalid-input', { sampling: { number: Number.NaN } }],
    ['too-large', { sampling: { text: 'x'.repeat(300_000) } }],
  ])('a call that would close the port gets %s and sends nothing: %#', async (code, offers) => {
    const { port1, port2 } = new MessageChannel();
    const sent: unknown[] = [];
    port2.on('message', (message) => sent.push(message));
    const { client, close } = connectPort(capabilityContract, port1 as unknown as Port, 'capability-closed');
    expect(await stateOf(client.mcpOpen({ offers: offers as never }))).toBe(code);
    await turn();
    expect(sent).toEqual([]);
    close();
  });

  it('a call gets invalid-input if the channel cannot carry what the schema admitted', async () => {
    const { client } = scripted(structuredClone);
    const live = { offers: { roots: { run: () => 1 } } } as never;
    expect(await stateOf(client.mcpOpen(live))).toBe('invalid-input');
    expect(await stateOf(client.describe(), 5)).toBe('pending');
  });

  it('each call has its own id, and answers in any order reach their calls', async () => {
    const { client, posted, tell } = scripted();
    const calls = Array.from({ length: 100 }, () => client.describe());
    expect(new Set(posted.map(({ id }) => id)).size).toBe(100);
    for (const [n, { id }] of [...posted.entries()].reverse()) {
      tell('message', { id, type: 'RAW', value: { ok: true, value: n } });
    }
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  it('a port has at most 256 calls in flight', async () => {
    const { client, posted } = scripted();
    const calls = Array.from({ length: 300 }, () => stateOf(client.describe(), 20));
    const states = await Promise.all(calls);
    expect(states.filter((state) => state === 'pending')).toHaveLength(256);
    expect(states.filter((state) => state === 'too-many-requests')).toHaveLength(44);
    expect(posted).toHaveLength(256);
  });
});

it('a handle that nobody holds any more gives its authority back', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const gated = gatedConnections({ describe: () => description });
  const use = async () => void (await (await gated.open()).describe());
  await use();
  await vi.waitFor(() => {
    collect();
    expect(gated.closings).toEqual(['capability']);
  });
  expect(gated.violations).toEqual([]);
  gated.end();
});
