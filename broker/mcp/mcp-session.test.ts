import { ValetkeyError } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import type { Live } from '../grants/ledger.ts';
import { makeSessionScrub } from '../secrets/session-scrub.ts';
import { makeUnderWay } from '../use/under-way.ts';
import { makeEras } from './eras.ts';
import { type McpSessionPowers, openMcpSession } from './mcp-session.ts';
import type { Wire } from './wire.ts';

const live = {
  levels: [{ methods: [], paths: [], mcpTools: ['*'], mcpCallbacks: ['sampling'] }],
  budgets: {},
  principal: { id: 'acme.reader' },
  signal: new AbortController().signal,
  onEnd: () => undefined,
  takeUse: () => undefined,
  begin: () => () => undefined,
} as unknown as Live;

/** A session over this wire, in which everything goes, for as long as there is room for it. */
const opening = (
  wire: Wire,
  inUse: () => [],
  hold: (bytes: number) => boolean = () => true,
  offers: object = {},
): ReturnType<typeof openMcpSession> => {
  const scrub = makeSessionScrub(1024);
  const powers = {
    now: Date.now,
    makeUseId: () => 'use',
    onSent: () => undefined,
    onWorked: () => undefined,
    signal: new AbortController().signal,
    audit: { appendSoon: async () => 1, appendLater: async () => 1 },
    lines: { take: () => true },
    share: { hold, letGo: () => undefined },
    connectionOf: () => ({ origins: [] }),
    whenReplaced: () => undefined,
    talk: { ...scrub, open: () => scrub.use({ inUse }) },
    transport: 'stdio',
    eras: makeEras(Date.now, { get: () => undefined, put: () => undefined, drop: () => undefined }),
    openWire: async () => wire,
  } as unknown as McpSessionPowers;
  return openMcpSession(live, { offers, protocolVersion: undefined } as never, makeUnderWay(live), powers);
};

it('a session that cannot be handed out, because its secret is gone, leaves no program behind', async () => {
  let isSignedIn = true;
  const done: string[] = [];
  const wire: Wire = {
    start: async () => void done.push('start'),
    close: async () => void done.push('close'),
    send: async (message) => {
      if (!('id' in message)) return;
      isSignedIn = false; // the user signs out meanwhile
      const serverInfo = { name: 'server', version: '1' };
      const result = { protocolVersion: '2025-06-18', serverInfo, capabilities: {} };
      wire.onmessage?.({ jsonrpc: '2.0', id: message.id, result } as never);
    },
  };
  const inUse = (): [] => {
    if (isSignedIn) return [];
    throw new ValetkeyError({ code: 'not-signed-in' });
  };
  await expect(opening(wire, inUse)).rejects.toMatchObject({ code: 'not-signed-in' });
  expect(done).toEqual(['start', 'close']);
});

it('an answer that may not leave can be followed by one that may, since the question stays open', async () => {
  const sent: unknown[] = [];
  const wire: Wire = {
    start: async () => undefined,
    close: async () => undefined,
    send: async (message) => {
      sent.push(message);
      if (!('method' in message && 'id' in message)) return;
      const serverInfo = { name: 'server', version: '1' };
      const result = { protocolVersion: '2025-06-18', serverInfo, capabilities: {} };
      wire.onmessage?.({ jsonrpc: '2.0', id: message.id, result } as never);
    },
  };
  const room = { isThere: true };
  const hold = (bytes: number): boolean => bytes === 0 || room.isThere;
  const { facet: session } = await opening(wire, () => [], hold, { sampling: {} });
  wire.onmessage?.({
    jsonrpc: '2.0',
    id: 7,
    method: 'sampling/createMessage',
    params: { messages: [], maxTokens: 1 },
  } as never);
  const { messages } = await session.receive({});
  const id = (messages[0] as { id?: number } | undefined)?.id ?? 'none';
  room.isThere = false;
  const result = { role: 'assistant', content: { type: 'text', text: 'x'.repeat(5_000) }, model: 'm' };
  await expect(session.respond({ id, result })).rejects.toMatchObject({ code: 'too-many-requests' });
  room.isThere = true;
  await session.respond({ id, error: { code: -1, message: 'too long' } });
  expect(sent.at(-1)).toMatchObject({ id: 7, error: { message: 'too long' } });
  await expect(session.respond({ id, result })).rejects.toMatchObject({ code: 'not-found' });
});
