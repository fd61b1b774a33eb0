import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import type { Notice } from '../powers.ts';
import { jwt } from '../services/fixtures/dated-credential.ts';
import { reads, startChangingServer } from './fixtures/changing-server.ts';
import { mcpBroker } from './fixtures/mcp-broker.ts';

it('a call that is called off while it waits for a new credential ends at once, and costs no use', async () => {
  const clock = { ms: Date.now() };
  const notices: Notice[] = [];
  const server = await startChangingServer([reads('look')]);
  const broker = await mcpBroker({ now: () => clock.ms, notice: (one) => void notices.push(one) });
  onTestFinished(async () => {
    await broker.close();
    await server.stop();
  });
  const secret = jwt({ exp: Math.floor(clock.ms / 1000) + 600, sub: 'canary-parked-7Hs2Qv' });
  (await broker.client('bearer', { url: server.url }, { secret })).dispose();
  const { connections } = broker.extension;
  const asked = { provider: 'acme.mcp/bearer', reason: 'For tests.', access: { mcpTools: ['*'] } };
  const weaker = await connections.use(await connections.request(asked as never)).attenuate({ maxUses: 3 });
  const session = await connections.use(weaker).mcp(); // one
  await session.listTools(); // two, so that the call itself is what waits

  clock.ms += 15 * 60_000;
  const cancel = new AbortController();
  const calling = session.callTool('look', {}, { signal: cancel.signal }).catch(({ name }) => name);
  await vi.waitFor(() => expect(notices.map(({ kind }) => kind)).toContain('expired'));
  cancel.abort();
  expect(await calling).toBe('AbortError');

  const [view] = (await broker.settings.listConnections({})).connections;
  const fresh = jwt({ exp: Math.floor(clock.ms / 1000) + 86_400, sub: 'canary-parked-4Wd8Lk' });
  const secrets = { token: fresh };
  await broker.settings.replaceSecret({ connectionId: view?.id as never, secrets, testFirst: false });
  await pause(400); // by then whatever waited has gone on
  await session.callTool('look'); // three
  expect(server.calls).toEqual(['look']);
  expect(await codeOf(session.callTool('look'))).toBe('caveat-refused');
});
