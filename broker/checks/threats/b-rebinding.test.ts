import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttackingServer, startAttackingServer } from '../fixtures/attacking-server/start.ts';
import { answering } from '../fixtures/broker-in-folder.ts';
import { startNameServer } from '../fixtures/rebinding-names.ts';
import { codeOf, newCanary, requestOf, watchedBroker } from '../fixtures/watched-broker.ts';

/** Stands on this machine, where no public name may lead. */
let server: AttackingServer;
let names: Awaited<ReturnType<typeof startNameServer>>;
beforeAll(async () => {
  server = await startAttackingServer();
  names = await startNameServer({
    'at-once.test': [{ A: ['127.0.0.1'] }],
    'in-v6.test': [{ AAAA: ['::1'] }],
    'mapped.test': [{ AAAA: ['::ffff:127.0.0.1'] }],
    'mixed.test': [{ A: ['93.184.216.34', '127.0.0.1'] }],
    'alias.test': [{ CNAME: 'localhost.elsewhere.test', A: ['127.0.0.1'] }],
    'metadata.test': [{ A: ['169.254.169.254'] }],
    // Refused itself (TEST-NET-1), so that no test waits for the internet; what counts is the answer after it.
    'later.test': [{ A: ['192.0.2.1'] }, { A: ['192.0.2.1'] }, { A: ['127.0.0.1'] }],
  });
});
afterAll(async () => {
  names.stop();
  await server.stop();
});

describe('B5: a name server that lies or changes its answers', () => {
  it.each(['at-once', 'in-v6', 'mapped', 'mixed', 'alias', 'metadata', 'later'])(
    '%s.test leads no credential to this machine',
    async (label) => {
      const w = await watchedBroker(newCanary(), { network: { lookup: names.lookup } });
      w.inner.answer = answering('always');
      const { connections } = w.attachNamed();
      await w.connect('bearer', `https://${label}.test:${new URL(server.url).port}`);
      const client = connections.use(await connections.request(requestOf('bearer')));
      const before = (await server.report()).connections;
      for (let time = 0; time < 4; time += 1)
        expect(await codeOf(client.fetch('/hello'))).toBe('address-refused');
      expect((await server.report()).connections).toBe(before);
      // The answer was asked for each time, and none was remembered from a better day.
      expect(names.timesAsked(`${label}.test`)).toBeGreaterThanOrEqual(4);
      expect(await w.closeAndLook()).toEqual([]);
    },
  );

  it('a name that does not exist fails with its own code', async () => {
    const w = await watchedBroker(newCanary(), { network: { lookup: names.lookup } });
    w.inner.answer = answering('always');
    const { connections } = w.attachNamed();
    await w.connect('bearer', 'https://nowhere.test');
    const client = connections.use(await connections.request(requestOf('bearer')));
    expect(await codeOf(client.fetch('/hello'))).toBe('host-unreachable');
    expect(await w.closeAndLook()).toEqual([]);
  });
});
