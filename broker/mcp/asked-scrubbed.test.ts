import { afterEach, beforeEach, expect, it } from 'vitest';
import { answering } from '../checks/fixtures/broker-in-folder.ts';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { startChangingServer } from './fixtures/changing-server.ts';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';

let broker: McpBroker;
let server: Awaited<ReturnType<typeof startChangingServer>>;
beforeEach(async () => {
  [broker, server] = await Promise.all([mcpBroker(), startChangingServer([{ name: 'remove' }])]);
});
afterEach(async () => {
  await broker.close();
  await server.stop();
});

it('a question about a call shows no secret of its connection, as a value, inside one or as a name', async () => {
  const secret = 'sekrit-0123456789-abcdefghij';
  (await broker.client('bearer', { url: server.url }, { secret })).dispose();
  const { connections } = broker.extension;
  broker.answer = answering('always');
  const asked = { provider: 'acme.mcp/bearer' as never, reason: 'For tests.', access: { mcpTools: ['*'] } };
  const session = await connections.use(await connections.request(asked as never)).mcp();
  await session.listTools();
  broker.answer = answering('deny');
  expect(await codeOf(session.callTool('remove', { at: secret, also: [`x${secret}y`], [secret]: 1 }))).toBe(
    'denied',
  );
  const { call } = broker.prompts.at(-1) ?? {};
  expect(JSON.stringify(call)).not.toContain(secret);
  expect(JSON.stringify(call)).toContain('[redacted]');
  expect(server.calls).toEqual([]);
});
