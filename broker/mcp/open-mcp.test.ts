import { ValetkeyError } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { makeSessions, type Session } from '../use/session.ts';
import { type McpPowers, mcpMethods } from './open-mcp.ts';

const live = { principal: { id: 'acme.mcp' }, connectionId: 'c1', onEnd: () => undefined };

/** The pair's session as it is while the handle is held; `end` gives the handle up. */
const refusing = (openMcp: Session['openMcp'], connectionOf: () => unknown) => {
  const closed: string[] = [];
  const sessions = makeSessions(() => ({ openMcp, close: () => closed.push('closed') }) as never);
  const { release: end } = sessions.hold(live.principal.id, live.connectionId);
  const { mcpOpen } = mcpMethods(
    live as never,
    {} as never,
    { sessions, connectionOf } as unknown as McpPowers,
  );
  const open = async () => mcpOpen({ offers: {} });
  return { open, end, closed };
};

it.each<[string, Session['openMcp'], () => unknown]>([
  ['too-many-requests', { sessions: 8, programs: 8 }, () => ({ mcp: { transport: 'stdio' } })],
  ['too-many-requests', { sessions: 1_024, programs: 0 }, () => ({ mcp: { transport: 'streamableHttp' } })],
  [
    'connection-suspended',
    { sessions: 0, programs: 0 },
    () => {
      throw new ValetkeyError({ code: 'connection-suspended' });
    },
  ],
])(
  'an MCP session that is refused (%s) holds no sockets: they go with the handle',
  async (code, ...state) => {
    const { open, end, closed } = refusing(...state);
    await expect(open()).rejects.toMatchObject({ code });
    expect(closed).toEqual([]);
    end();
    expect(closed).toEqual(['closed']);
  },
);
