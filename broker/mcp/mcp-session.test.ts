import { ValetkeyError } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import type { Live } from '../grants/ledger.ts';
import { makeSessionScrub } from '../secrets/session-scrub.ts';
import { makeUnderWay } from '../use/under-way.ts';
import { makeEras } from './eras.ts';
import { type McpSessionPowers, openMcpSession } from './mcp-session.ts';
import type { Wire } from './wire.ts';

const live = {
  levels: [{ methods: [], paths: [], mcpTools: ['*'] }],
  budgets: {},
  principal: { id: 'acme.reader' },
  signal: new AbortController().signal,
  onEnd: () => undefined,
  takeUse: () => undefined,
  begin: () => () => undefined,
} as unknown as Live;

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
  const scrub = makeSessionScrub(1024);
  const powers = {
    now: Date.now,
    makeUseId: () => 'use',
    onSent: () => undefined,
    signal: new AbortController().signal,
    audit: { appendSoon: async () => 1, appendLater: async () => 1 },
    lines: { take: () => true },
    share: { hold: () => true, letGo: () => undefined },
    connectionOf: () => ({ origins: [] }),
    whenReplaced: () => undefined,
    talk: { ...scrub, open: () => scrub.use({ inUse }) },
    transport: 'stdio',
    eras: makeEras(Date.now, { get: () => undefined, put: () => undefined, drop: () => undefined }),
    openWire: async () => wire,
  } as unknown as McpSessionPowers;
  const opening = openMcpSession(
    live,
    { offers: {}, protocolVersion: undefined },
    makeUnderWay(live),
    powers,
  );
  await expect(opening).rejects.toMatchObject({ code: 'not-signed-in' });
  expect(done).toEqual(['start', 'close']);
});
