import { textOf } from '@valetkey/extension-api';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';
import { startTaskServer } from './fixtures/task-server.ts';

const working = { status: 'working', pollIntervalMs: 10 };
const done = { status: 'completed', result: { content: [{ type: 'text', text: 'done' }] } };
const question = {
  method: 'elicitation/create',
  params: {
    message: 'Go on?',
    requestedSchema: { type: 'object', properties: { sure: { type: 'boolean' } } },
  },
};
const asks = (keys: readonly string[]) => ({
  status: 'input_required',
  inputRequests: Object.fromEntries(keys.map((key) => [key, question])),
});
const steps = {
  slow: [working, done],
  forever: [working],
  asks: [asks(['one']), asks(['one']), done],
  'asks-too-much': [asks(Array.from({ length: 65 }, (_, at) => `${at}`))],
  fails: [{ status: 'failed', error: { code: -32_000, message: 'broken' } }],
  'is-cancelled': [{ status: 'cancelled' }],
  'is-another': [{ ...done, taskId: 'task of slow' }],
  'is-odd': [{ status: 'sleeping' }],
  'has-no-result': [{ status: 'completed' }],
};

let broker: McpBroker;
let server: Awaited<ReturnType<typeof startTaskServer>>;
beforeAll(async () => {
  server = await startTaskServer(steps);
  broker = await mcpBroker({
    askElicitation: async ({ nonce }) => ({ nonce, action: 'accept', values: [true] }),
  });
});
afterAll(async () => {
  await broker.close();
  await server.stop();
});
const open = async () => (await broker.client('http', { url: server.url })).mcp();

it('a call that becomes a task has its result when the task is over, and each look is written down before', async () => {
  expect(textOf(await (await open()).callTool('slow'))).toBe('done');
  const looks = server.of('tasks/get').filter(({ params }) => params['taskId'] === 'task of slow');
  expect(looks).toHaveLength(2);
  expect(looks[0]?.headers).toMatchObject({ 'mcp-method': 'tasks/get', 'mcp-name': 'task of slow' });
  expect(server.of('tools/call')[0]?.params['_meta']).toMatchObject({
    'io.modelcontextprotocol/clientCapabilities': { extensions: { 'io.modelcontextprotocol/tasks': {} } },
  });
  const { entries } = await broker.settings.listAudit({ kind: 'use.intended', limit: 100 });
  expect(entries.filter(({ path }) => path === 'tools/call slow (continued)')).toHaveLength(2);
});

it('a task’s question is answered once, however often it is seen', async () => {
  expect(textOf(await (await open()).callTool('asks'))).toBe('done');
  expect(server.of('tasks/update').map(({ params }) => params)).toMatchObject([
    { taskId: 'task of asks', inputResponses: { one: { action: 'accept', content: { sure: true } } } },
  ]);
});

it.each([
  ['is-cancelled', 'task-cancelled'],
  ['is-another', 'task'],
  ['is-odd', 'task'],
  ['asks-too-much', 'endless-input'],
  ['has-no-result', 'task'],
  ['fails', undefined],
])('a task that %s ends its call with a code, and the session goes on', async (name, why) => {
  const session = await open();
  await expect(session.callTool(name)).rejects.toMatchObject({
    code: 'mcp-failed',
    details: why === undefined ? {} : { why },
  });
  await session.listTools();
});

it('a caller that gives up cancels its task at the server, and nobody looks at it again', async () => {
  const giveUp = new AbortController();
  const waiting = (await open()).callTool('forever', {}, { signal: giveUp.signal }).catch(() => 'gave up');
  await vi.waitFor(() => expect(looksAt('task of forever')).toBe(1));
  giveUp.abort();
  expect(await waiting).toBe('gave up');
  await vi.waitFor(() =>
    expect(server.of('tasks/cancel').map(({ params }) => params['taskId'])).toEqual(['task of forever']),
  );
  const before = looksAt('task of forever');
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(looksAt('task of forever')).toBe(before);
});

it('a session that ends leaves its task to the server, and sends nothing more', async () => {
  const session = await open();
  const looks = looksAt('task of forever');
  const waiting = session.callTool('forever').catch((error: { code: string }) => error.code);
  await vi.waitFor(() => expect(looksAt('task of forever')).toBeGreaterThan(looks));
  session.close();
  expect(await waiting).toBe('capability-closed');
  const { entries: before } = await broker.settings.listAudit({ limit: 200 });
  const sent = server.asked.length;
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(server.asked).toHaveLength(sent);
  const { entries: after } = await broker.settings.listAudit({ limit: 200 });
  expect(after.filter(({ kind }) => kind === 'use.refused').length).toBe(
    before.filter(({ kind }) => kind === 'use.refused').length,
  );
});

const looksAt = (taskId: string): number =>
  server.of('tasks/get').filter(({ params }) => params['taskId'] === taskId).length;
