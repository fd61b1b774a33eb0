import { MessageChannel, type MessagePort } from 'node:worker_threads';
import {
  capabilityContract,
  controlContract,
  mcpRequestMethods,
  mcpSessionContract,
} from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { settingsContract } from '../../contracts/settings.ts';
import { startWatchedServer } from '../../mcp/fixtures/watched-server.ts';
import { pickFrom, type Random, randomFrom, valuesOf } from '../../port/fixtures/values-of-schema.ts';
import { messagePortTransport } from '../../shells/node/message-port-transport.ts';
import { attackingServerBefore } from '../fixtures/attacking-server/started-before.ts';
import { answering, extensionNamed } from '../fixtures/broker-in-folder.ts';
import { providerOf } from '../fixtures/extension-of-every-kind.ts';
import { countProof } from '../fixtures/proof-counts.ts';
import { type RawPort, rawCapability, rawPort } from '../fixtures/raw-port.ts';
import { rounds } from '../fixtures/rounds.ts';
import { newCanary, requestOf, type WatchedBroker, watchedBroker } from '../fixtures/watched-broker.ts';

const server = attackingServerBefore();

const callsEach = rounds(1_500);
/** Each goes to a server and back. */
const sessionCalls = rounds(500);

/** Values that name what is there, so that a call gets further than `not-found`. */
const withRealNames = (
  value: unknown,
  real: Readonly<Record<string, readonly unknown[]>>,
  random: Random,
): unknown => {
  if (Array.isArray(value)) return value.map((item) => withRealNames(item, real, random));
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const known = real[key];
      if (known !== undefined && known.length > 0 && random() < 0.8) return [key, pickFrom(random, known)];
      return [key, withRealNames(member, real, random)];
    }),
  );
};

const realNames = async (w: WatchedBroker) => {
  const { connections } = await w.settings.listConnections();
  const grants = await w.settings.listGrants();
  const live = await w.settings.listLive();
  return {
    connectionId: connections.map(({ id }) => id),
    updatedAt: connections.map(({ updatedAt }) => updatedAt),
    grantId: grants.map(({ id }) => id),
    capabilityId: live.map(({ id }) => id),
    provider: [providerOf('every', 'bearer'), providerOf('every', 'query')],
    providerId: [providerOf('every', 'bearer'), providerOf('every', 'basic')],
    extension: ['acme.every'],
    target: ['/hello', '/echo', '/whoami'],
    fields: [{ url: server.url }, { url: server.url, user: 'x' }],
    secrets: [{ token: newCanary() }, { token: 'short' }, {}],
    state: ['stopped'],
  };
};

describe('every facet of a whole broker, called with schema-made values', () => {
  const facets = {
    settings: settingsContract,
    control: controlContract,
    capability: capabilityContract,
  } as const;
  it.each(Object.entries(facets))(
    '%s answers each call without `internal`, leaks nothing, and other ports stay served',
    async (facet, contract) => {
      const canary = newCanary();
      let passedMs = 0;
      const w = await watchedBroker(canary, { now: () => Date.now() + passedMs });
      w.inner.answer = answering('always');
      const random = randomFrom(facet.length * 104_729);
      let extension = w.attachNamed();
      await w.connect('bearer', server.url);
      let port: RawPort | undefined;
      const openPort = async (): Promise<RawPort> => {
        if (facet === 'settings') {
          const { port1, port2 } = new MessageChannel();
          w.inner.broker.openSettings(w.watch.tap('fuzzed settings', messagePortTransport(port1)));
          return rawPort(port2);
        }
        if (facet === 'control') return rawPort(extension.port);
        const control = rawPort(extension.port);
        if ((await w.settings.listConnections()).total === 0) await w.connect('bearer', server.url);
        return rawCapability(control, requestOf('bearer'));
      };
      const makers = Object.entries(contract).map(
        ([name, { input }]) => [name, valuesOf(input, random)] as const,
      );
      const codes = new Map<string, number>();
      for (let at = 0; at < callsEach; at += 1) {
        port ??= await openPort();
        const [name, make] = pickFrom(random, makers);
        const input = withRealNames(make(), await realNames(w), random);
        const answered = port.call(name, input);
        // These wait: for a call of the application, which calls nothing, and for the end of the extension.
        const waits = name === 'nextCall' || name === 'stopping';
        const outcome = waits ? await port.call('report', { state: 'alive' }) : await answered;
        const code = outcome === 'closed' ? outcome : outcome.ok ? 'ok' : outcome.error.code;
        codes.set(code, (codes.get(code) ?? 0) + 1);
        if (code === 'internal')
          expect.fail(`${name} ${JSON.stringify(input)}: internal; ${w.inner.logged.at(-1)}`);
        // A refinement that the schema's shape does not tell closes the port, as it should.
        if (code !== 'closed' && code !== 'invalid-input' && code !== 'capability-closed') continue;
        port = undefined;
        if (facet !== 'settings' && extension.stops.length > 0) extension = w.attachNamed();
      }
      expect(w.inner.logged.filter((line) => line.startsWith('error'))).toEqual([]);
      expect(codes.get('ok') ?? 0, JSON.stringify([...codes])).toBeGreaterThan(callsEach / 10);
      passedMs += 60_000; // so that the person can be asked again
      await w.settings.resumeEverything();
      const victim = w.attachNamed('victim');
      await w.connect('bearer', server.url, { name: 'victim' });
      const handle = await victim.connections.request(requestOf('bearer', 'victim'));
      expect((await victim.connections.use(handle).fetch('/hello')).status).toBe(200);
      expect(await w.closeAndLook()).toEqual([]);
      countProof({ frames: callsEach });
    },
  );

  it('an MCP session answers each call without `internal`, leaks nothing, and keeps working', async () => {
    const canary = newCanary();
    const mcp = await startWatchedServer((server) => {
      server.registerTool('echo', {}, () => ({ content: [{ type: 'text', text: canary }] }));
    });
    const w = await watchedBroker(canary);
    w.inner.answer = answering('always');
    const access = { methods: [], paths: [], mcpTools: ['*'] };
    const asking = { provider: 'mcp', reason: 'To try.', access };
    await w.settings.createConnection({
      providerId: 'mcp' as never,
      displayName: 'Tools',
      fields: { url: mcp.url },
      secrets: { token: canary },
    });
    const tools = extensionNamed('tools', { contributes: { connectionRequests: [asking] } });
    let extension = w.inner.attach(tools);
    let capability: RawPort | undefined;
    const openSession = async (): Promise<RawPort> => {
      if (extension.stops.length > 0) {
        extension = w.inner.attach(tools);
        capability = undefined;
      }
      capability ??= await rawCapability(rawPort(extension.port), asking);
      const opened = await capability.call('mcpOpen');
      if (opened === 'closed' || !opened.ok) throw new Error(JSON.stringify(opened));
      return rawPort((opened.value as { port: MessagePort }).port);
    };

    const random = randomFrom(1_299_709);
    const real = { name: ['echo'], method: mcpRequestMethods, requestId: [1, 'a'] };
    const makers = Object.entries(mcpSessionContract).map(
      ([name, { input }]) => [name, valuesOf(input, random)] as const,
    );
    const codes = new Map<string, number>();
    let port: RawPort | undefined;
    for (let at = 0; at < sessionCalls; at += 1) {
      port ??= await openSession();
      const [name, make] = pickFrom(random, makers);
      const input = name === 'request' ? withRealNames(make(), real, random) : make();
      const answered = port.call(name, input);
      // `receive` waits for the server, which has nothing to say. Later calls are still answered.
      const outcome =
        name === 'receive' ? await port.call('request', { id: at, method: 'ping' }) : await answered;
      const code = outcome === 'closed' ? outcome : outcome.ok ? 'ok' : outcome.error.code;
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (code === 'internal')
        expect.fail(`${name} ${JSON.stringify(input)}: internal; ${w.inner.logged.at(-1)}`);
      if (code === 'closed' || code === 'invalid-input') port = undefined;
    }
    expect(w.inner.logged.filter((line) => line.startsWith('error'))).toEqual([]);
    expect(codes.get('ok') ?? 0, JSON.stringify([...codes])).toBeGreaterThan(sessionCalls / 10);
    const called = await (await openSession()).call('request', {
      id: 'last',
      method: 'tools/call',
      params: { name: 'echo' },
    });
    expect(JSON.stringify(called)).toContain('[redacted]');
    expect(await w.closeAndLook()).toEqual([]);
    await mcp.stop();
    countProof({ frames: sessionCalls });
  });
});
