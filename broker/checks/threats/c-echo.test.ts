import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forms, writeForm } from '../../prove/write-forms.ts';
import type { RunningServer } from '../../shells/node/fixtures/server-process.ts';
import { type RunningEchoServer, startEchoServer } from '../../shells/node/fixtures/start-echo-server.ts';
import { startMcpServer } from '../../shells/node/fixtures/start-mcp-server.ts';
import { answering, type TestExtension } from '../fixtures/broker-in-folder.ts';
import { watchFor } from '../fixtures/canary-watch.ts';
import {
  type Client,
  codeOf,
  newCanary,
  requestOf,
  type WatchedBroker,
  watchedBroker,
} from '../fixtures/watched-broker.ts';

const canary = newCanary();
/** Without `+` and `/`: mcp-proxy takes it from a header as it is. */
const mcpKey = newCanary().replace('+/', '-mcp-');
let echo: RunningEchoServer;
let mcp: RunningServer;
beforeAll(async () => {
  [echo, mcp] = await Promise.all([startEchoServer({ token: canary }), startMcpServer({ token: mcpKey })]);
});
afterAll(() => Promise.all([echo.stop(), mcp.stop()]));

let w: WatchedBroker;
let extension: TestExtension;
beforeEach(async () => {
  w = await watchedBroker(canary, {}, mcpKey);
  w.inner.answer = answering('always');
  extension = w.attachNamed();
});
afterEach(async () => {
  expect(await w.closeAndLook()).toEqual([]);
});
const echoClient = async (): Promise<Client> => {
  await w.connect('bearer', echo.url);
  return extension.connections.use(await extension.connections.request(requestOf('bearer')));
};

describe('C1: a secret that the server sends back', () => {
  const encodings = ['identity', 'gzip', 'br', 'deflate', 'deflate-raw'];
  it.each(encodings)(
    'a body under %s holds no form of the secret, at any alignment, whole or in pieces',
    async (encoding) => {
      const client = await echoClient();
      const attempts = forms.flatMap((form) =>
        ['', 'a', 'ab', 'abc:'].flatMap((before) => [0, 1, 7].map((chunk) => ({ form, before, chunk }))),
      );
      const askFor = async ({
        form,
        before,
        chunk,
      }: (typeof attempts)[number]): Promise<string | undefined> => {
        // Byte by byte takes a millisecond each: for one alignment of each form.
        if (chunk === 1 && before !== '') return undefined;
        const query = `form=${form}&before=${before}&encoding=${encoding}&chunk=${chunk}`;
        const body = await (await client.fetch(`/echo/body?${query}`)).text();
        return body.startsWith('credential=') && body.includes('[redacted]')
          ? undefined
          : `${query}: ${body}`;
      };
      const wrong: (string | undefined)[] = [];
      for (let at = 0; at < attempts.length; at += 48) {
        wrong.push(...(await Promise.all(attempts.slice(at, at + 48).map(askFor))));
      }
      expect(wrong.filter((body) => body !== undefined)).toEqual([]);
      const uses = await w.audit({ kind: 'use.finished', limit: 1000 });
      expect(uses.length).toBe(forms.length * 9);
      expect(uses.filter(({ redactions = 0 }) => redactions < 1)).toEqual([]);
    },
  );

  it('headers, status text, trailers and error pages hold no form of the secret', async () => {
    const client = await echoClient();
    for (const path of ['headers', 'status', 'trailers', 'error?status=401', 'error?status=500', 'x']) {
      const response = await client.fetch(`/echo/${path}`, { method: path === 'x' ? 'POST' : 'GET' });
      expect(response.statusText).toBe('');
      w.watch.note('what the extension has', [[...response.headers], await response.text()]);
      for (const name of [
        'set-cookie',
        'www-authenticate',
        'location',
        'server-timing',
        'x-echo',
        'x-echo-hex',
      ]) {
        expect(response.headers.has(name)).toBe(false);
      }
    }
    const uses = await w.audit({ kind: 'use.finished' });
    expect(uses.map(({ redactions = 0 }) => redactions > 0)).toEqual([true, true, true, false, false, true]);
  });

  it('an error page for a wrong secret holds no form of that secret', async () => {
    const wrong = newCanary();
    const other = watchFor(wrong);
    await w.connect('bearer', echo.url, { secret: wrong });
    const client = extension.connections.use(await extension.connections.request(requestOf('bearer')));
    const response = await client.fetch('/x');
    other.note('answer', [response.status, await response.text()]);
    expect([response.status, other.found()]).toEqual([401, []]);
  });

  it('a real MCP server that prints its environment leaks no form of its key', async () => {
    await w.connect('mcp', mcp.url, { secret: mcpKey });
    const client = extension.connections.use(await extension.connections.request(requestOf('mcp')));
    const session = await client.mcp();
    const tools = await session.listTools();
    expect(tools.map(({ name }) => name)).toContain('get-env');
    const result = await session.callTool('get-env');
    const text = JSON.stringify(result);
    expect(text).toContain('MCP_PROXY_API_KEY');
    expect(text).toContain('[redacted]');
    const [line] = await w.audit({ kind: 'use.finished' });
    expect(line).toMatchObject({ method: 'MCP', path: 'tools/call get-env', redactions: 1 });
    await session.callTool('echo', { message: 'x' });
    w.watch.note('resources', [await session.listResources(), await session.listPrompts()]);
  });

  it('MCP continues without leaks after the secret was replaced', async () => {
    await w.connect('mcp', mcp.url, { secret: mcpKey });
    const client = extension.connections.use(await extension.connections.request(requestOf('mcp')));
    const session = await client.mcp();
    await session.callTool('echo', { message: 'before' });
    const [connection] = (await w.settings.listConnections()).connections;
    if (connection === undefined) throw new Error('there is one');
    await w.settings.replaceSecret({
      connectionId: connection.id,
      secrets: { token: mcpKey },
      testFirst: false,
    });
    expect(JSON.stringify(await session.callTool('echo', { message: 'after' }))).toContain('after');
    await w.settings.replaceSecret({
      connectionId: connection.id,
      secrets: { token: 'not-the-key-any-more' },
      testFirst: false,
    });
    expect(await codeOf(session.callTool('echo', { message: 'after' }))).toBe('mcp-failed');
  });

  it('the leak detector of these tests finds each form that it claims to find', () => {
    for (const form of forms) {
      const watch = watchFor(canary);
      watch.note('text', Buffer.from(`x${writeForm(form, `a${canary}`)}y`, 'latin1'));
      expect([form, watch.found()]).toEqual([form, ['text']]);
    }
    const split = watchFor(canary);
    for (const byte of Buffer.from(canary)) split.note('bytes', Buffer.of(byte));
    expect(split.found()).toEqual(['bytes']);
  });
});
