import { afterEach, expect, it, vi } from 'vitest';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { type AskServer, guardTools } from './guarded-tools.ts';
import type { McpUse } from './mcp-use.ts';
import { makePendingRequest } from './pending-request.ts';

const use: McpUse = async (_subject, _options, exchange) => (await exchange())?.result;
const callOf = (ask: AskServer): Promise<string> =>
  guardTools({} as never, {
    tools: { check: () => undefined, asks: () => false },
    askCall: async () => undefined,
    connection: () => ({}) as never,
    use,
    ask,
    scrubText: (text) => text,
  }).before(makePendingRequest('tools/call', { name: 'x' }));
const answering =
  (value: object): AskServer =>
  async () => ({ value: value as never, hits: 0, worked: false });

afterEach(() => void vi.useRealTimers());

it('a server without tools has an empty list, and another error of its list is told', async () => {
  expect(await codeOf(callOf(answering({ error: { code: -32601 } })))).toBe('not-found');
  expect(await codeOf(callOf(answering({ error: { code: -32603 } })))).toBe('mcp-failed');
});

it('the list of a server that does not answer is given up after a minute, and the call is not sent', async () => {
  vi.useFakeTimers();
  let told = 'waits';
  codeOf(callOf(({ answer }) => answer.then(() => undefined))).then((code) => {
    told = code;
  });
  await vi.advanceTimersByTimeAsync(59_000);
  expect(told).toBe('waits');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toBe('timed-out');
});
