import type { IncomingMessage } from 'node:http';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { textOf } from '@valetkey/extension-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWatchedServer } from '../../mcp/fixtures/watched-server.ts';
import { extensionNamed, type TestExtension } from '../fixtures/broker-in-folder.ts';
import { codeOf, newCanary, type WatchedBroker, watchedBroker } from '../fixtures/watched-broker.ts';

/** Built in, with a bearer token to an address. */
const provider = 'mcp';
const access = { methods: ['GET'], paths: ['/**'], mcpTools: ['*'] };
const extensionOf = (name: string) =>
  extensionNamed(name, {
    contributes: { connectionRequests: [{ provider, reason: 'To try.', access }] },
  });
const echo = (server: McpServer): void => {
  server.registerTool('echo', {}, () => ({ content: [{ type: 'text', text: 'echoed' }] }));
};

describe('C13: one token, one server and one session for each principal and connection', () => {
  const tokens = [newCanary(), newCanary()] as const;
  type Asked = { readonly token: string; readonly session: string; readonly rpc: string };
  const asked: [Asked[], Asked[]] = [[], []];
  let moves = false;
  let servers: Awaited<ReturnType<typeof startWatchedServer>>[];
  let w: WatchedBroker;

  const noting = (at: 0 | 1) => (request: IncomingMessage, _response: unknown, body: string) => {
    const { authorization = '', 'mcp-session-id': session = '' } = request.headers;
    const rpc = body === '' ? '' : String((JSON.parse(body) as { method?: string }).method);
    asked[at].push({ token: authorization.replace('Bearer ', ''), session: String(session), rpc });
  };
  beforeEach(async () => {
    moves = false;
    for (const list of asked) list.length = 0;
    const note = noting(0);
    servers = [
      await startWatchedServer(echo, (request, response, body) => {
        note(request, response, body);
        if (!moves || !body.includes('tools/call')) return false;
        response.writeHead(307, { location: `${servers[1]?.url}${request.url}` }).end();
        return true;
      }),
      await startWatchedServer(echo, (request, response, body) => {
        noting(1)(request, response, body);
        return false;
      }),
    ];
    w = await watchedBroker(tokens[0], {}, tokens[1]);
  });
  afterEach(async () => {
    expect(await w.closeAndLook()).toEqual([]);
    for (const server of servers) await server.stop();
  });

  const connect = async (at: 0 | 1) => {
    const { id } = await w.settings.createConnection({
      providerId: provider as never,
      displayName: `server ${at}`,
      fields: { url: servers[at]?.url ?? '' },
      secrets: { token: tokens[at] },
    });
    return id;
  };
  const sessionOf = async (
    { connections }: TestExtension,
    connectionId: Awaited<ReturnType<typeof connect>>,
  ) => {
    w.inner.answer = ({ nonce }) => ({ nonce, decision: 'once', connectionId });
    const handle = await connections.request({ provider, reason: 'To try.' });
    return connections.use(handle).mcp();
  };
  const sessionsAt = (at: 0 | 1) =>
    new Set(asked[at].map(({ session }) => session).filter((id) => id !== ''));

  it('each of two servers sees only its own token, and each of two extensions only its own session', async () => {
    const [first, second] = [await connect(0), await connect(1)];
    const [one, other] = [w.inner.attach(extensionOf('one')), w.inner.attach(extensionOf('other'))];
    const sessions = [
      await sessionOf(one, first),
      await sessionOf(one, second),
      await sessionOf(other, first),
    ];
    const texts = await Promise.all(
      sessions.flatMap((session) =>
        Array.from({ length: 5 }, async () => textOf(await session.callTool('echo'))),
      ),
    );
    expect(new Set(texts)).toEqual(new Set(['echoed']));
    for (const at of [0, 1] as const)
      expect(new Set(asked[at].map(({ token }) => token))).toEqual(new Set([tokens[at]]));
    expect(sessionsAt(0).size).toBe(2);
    expect(sessionsAt(1).size).toBe(1);
    for (const id of sessionsAt(0)) {
      const calls = asked[0].filter(({ session, rpc }) => session === id && rpc === 'tools/call');
      expect(calls.length).toBe(5);
    }
  });

  it('a server that forwards a call to another gives it neither the token nor the call', async () => {
    const first = await connect(0);
    const session = await sessionOf(w.inner.attach(extensionOf('one')), first);
    moves = true;
    expect(await codeOf(session.callTool('echo'))).toBe('redirect-refused');
    expect(asked[1]).toEqual([]);
  });
});
