import { deactivateMs, ValetkeyError } from '@valetkey/api-contracts';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ConnectionRequestInput } from '../connections.ts';
import { stateOf } from '../fixtures/gated-connections.ts';
import { type TestConnections, type TestConnectionsOptions, testConnections } from './index.ts';

describe('the test kit', () => {
  let kit: TestConnections;
  const open = async (
    options: TestConnectionsOptions = {},
    access?: ConnectionRequestInput<'acme'>['access'],
  ) => {
    kit = testConnections(options);
    return kit.connections.use(await kit.connections.request({ provider: 'acme', reason: 'x', access }));
  };
  afterEach(() => kit.close());

  it('the kit gives the test a standard Request, and records what the extension sent', async () => {
    const seen: Request[] = [];
    const client = await open({
      respond: async (request) => {
        seen.push(request);
        return Response.json(await request.json(), { status: 201, headers: { etag: 'x' } });
      },
    });
    const headers = { 'content-type': 'application/json' };
    const response = await client.fetch('/v1/items?a=1', { method: 'POST', headers, body: '{"b":2}' });
    expect([response.status, response.headers.get('etag'), await response.json()]).toEqual([
      201,
      'x',
      { b: 2 },
    ]);
    expect(seen[0]).toBeInstanceOf(Request);
    expect(seen[0]?.url).toBe('https://connection.test/v1/items?a=1');
    expect(kit.requests).toEqual([
      { provider: 'acme', method: 'POST', target: '/v1/items?a=1', headers, body: '{"b":2}' },
    ]);
  });

  it('the kit records bytes as bytes', async () => {
    const client = await open({ respond: async (request) => new Response(await request.arrayBuffer()) });
    const response = await client.fetch('/x', { method: 'PUT', body: new Uint8Array([1, 2]) });
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([1, 2]);
    expect(kit.requests[0]?.body).toEqual(new Uint8Array([1, 2]));
  });

  it.each<[string, BodyInit | null, number]>([
    ['no body', null, 0],
    ['a small body', 'x'.repeat(1_000), 1_000],
    ['a body of 64 KiB', 'x'.repeat(64 * 1024), 64 * 1024],
    ['a large body', 'x'.repeat(300_000), 300_000],
    ['a stream of many pieces', new Blob(['a'.repeat(70_000), 'b'.repeat(70_000)]).stream(), 140_000],
  ])('the kit carries %s', async (_what, body, length) => {
    const client = await open({ respond: () => new Response(body) });
    expect((await (await client.fetch('/x')).text()).length).toBe(length);
  });

  it('the kit answers while a stream is open, and notices when its reader leaves', async () => {
    let cancelled = false;
    let pieces = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        pieces += 1;
        if (pieces > 3) return new Promise(() => undefined);
        return controller.enqueue(new Uint8Array([pieces]));
      },
      cancel: () => {
        cancelled = true;
      },
    });
    const client = await open({ respond: () => new Response(endless) });
    const reader = (await client.fetch('/events')).body?.getReader();
    expect((await reader?.read())?.value).toEqual(new Uint8Array([1]));
    expect((await reader?.read())?.value).toEqual(new Uint8Array([2]));
    await reader?.cancel();
    expect(cancelled).toBe(true);
  });

  it('the kit passes the extension’s abort to the test’s service', async () => {
    let heard: AbortSignal | undefined;
    const client = await open({
      respond: ({ signal }) => {
        heard = signal;
        return new Promise(() => undefined);
      },
    });
    const controller = new AbortController();
    const response = client.fetch('/x', { signal: controller.signal });
    while (heard === undefined) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    await expect(response).rejects.toMatchObject({ name: 'AbortError' });
    while (!heard.aborted) await new Promise((resolve) => setImmediate(resolve));
  });

  it('the kit passes a test’s ValetkeyError on, and reports any other error as a mistake of the test', async () => {
    const mistake = new Error('assert is not defined');
    const client = await open({
      respond: ({ url }) => {
        if (url.endsWith('/down')) throw new ValetkeyError({ code: 'host-unreachable' });
        throw mistake;
      },
    });
    expect(await stateOf(client.fetch('/down'))).toBe('host-unreachable');
    expect(kit.errors).toEqual([]);
    expect(await stateOf(client.fetch('/x'))).toBe('internal');
    expect(kit.errors).toEqual([mistake]);
  });

  it('the kit checks both directions with the contract’s own schemas', async () => {
    const client = await open({
      respond: () => Response.error(),
      mcp: { tools: { bad: () => 1n as never } },
    });
    await expect(client.fetch('/x', { method: 'TRACE' })).rejects.toMatchObject({
      details: { at: 'method' },
    });
    expect(await stateOf(client.fetch('/x'))).toBe('internal');
    expect(await stateOf((await client.mcp()).callTool('bad'))).toBe('internal');
    expect(kit.errors).toHaveLength(2);
  });

  it.each([
    [{ methods: ['GET'] as const, paths: ['/v1/**'] }, '/v1/a', { method: 'POST', body: 'x' }, 'methods'],
    [{ methods: ['GET'] as const, paths: ['/v1/*'] }, '/v1/a/b', {}, 'paths'],
    [{ methods: ['GET'] as const, paths: ['/v1/*'] }, '/v1/', {}, 'paths'],
    [{ methods: ['GET'] as const }, '/', {}, 'paths'],
    [{ paths: ['/**'] }, '/', {}, 'methods'],
  ])('the kit, with access %j, refuses %s %j for its %s', async (access, target, init, caveat) => {
    const client = await open({}, access);
    await expect(client.fetch(target, init)).rejects.toMatchObject({
      code: 'caveat-refused',
      details: { caveat },
    });
    expect(kit.requests).toEqual([]);
  });

  it.each(['/v1', '/v1/', '/v1/a/b', 'https://connection.test/v1/a'])(
    'the kit, with /v1/**, admits %s',
    async (target) => {
      const client = await open(
        { respond: () => new Response('x') },
        { methods: ['GET'], paths: ['/v1/**'] },
      );
      expect((await client.fetch(target)).status).toBe(200);
    },
  );

  it.each([
    ['https://other.example/x', 'foreign-origin'],
    ['http://connection.test/x', 'foreign-origin'],
    ['//other.example/x', 'foreign-origin'],
    ['https://', 'malformed'],
    ['x', 'malformed'],
    ['?x', 'malformed'],
  ])('the kit refuses %s', async (target, why) => {
    const client = await open();
    await expect(client.fetch(target)).rejects.toMatchObject({
      code: 'destination-refused',
      details: { why },
    });
  });

  it('the kit refuses a body where none may be', async () => {
    expect(await stateOf((await open()).fetch('/x', { body: 'x' }))).toBe('body-refused');
  });

  it('the kit counts uses over a handle and its derived handles, and knows when one is used up', async () => {
    const client = await open({ respond: () => new Response('x') });
    const twice = kit.connections.use(await client.attenuate({ maxUses: 2 }));
    const child = kit.connections.use(await twice.attenuate({ methods: ['GET'] }));
    expect((await child.describe()).usesLeft).toBe(2);
    await child.fetch('/x');
    await twice.fetch('/x');
    await expect(child.fetch('/x')).rejects.toMatchObject({ details: { caveat: 'maxUses' } });
    const past = kit.connections.use(await client.attenuate({ expiresAt: 1 }));
    await expect(past.fetch('/x')).rejects.toMatchObject({ details: { caveat: 'expiresAt' } });
    expect((await past.describe()).endsAt).toBe(1);
  });

  it('the kit refuses requests when told to, and knows the one provider that it is told', async () => {
    kit = testConnections({ deny: 'no-connection' });
    expect(await stateOf(kit.connections.request({ provider: 'acme', reason: 'x' }))).toBe('no-connection');
    kit.close();
    kit = testConnections({ provider: 'acme' });
    expect(await stateOf(kit.connections.request({ provider: 'other', reason: 'x' }))).toBe('not-declared');
    expect(await stateOf(kit.connections.request({ provider: 'acme', reason: 'x' }))).toBe('fulfilled');
    expect(kit.asked.map(({ provider }) => provider)).toEqual(['other', 'acme']);
  });

  it('the kit refuses what a manifest does not declare, and uses the manifest if a request names nothing', async () => {
    const access = { methods: ['GET'], paths: ['/v1/**', '/one/*'], mcpTools: ['echo'] };
    const requested = { provider: 'acme', reason: 'x', access, scopes: ['read'] };
    const manifest = {
      name: 'a',
      publisher: 'acme',
      version: '1.0.0',
      main: 'dist/a.cjs',
      contributes: { connectionRequests: [requested] },
    };
    kit = testConnections({ manifest });
    const ask = (change: object) =>
      kit.connections.request({ provider: 'acme', reason: 'x', ...change }).then(
        (handle) => kit.connections.use(handle).describe(),
        ({ code, details }) => ({ code, ...details }),
      );
    expect(await ask({})).toMatchObject({ caveats: [access] });
    const fits = { methods: ['GET'], paths: ['/v1/a/**', '/v1', '/one/x', '/one/*'], mcpTools: [] };
    expect(await ask({ access: fits, scopes: ['read'] })).toMatchObject({ caveats: [fits] });
    const not = async (change: object) => {
      const { code, ...place } = (await ask(change)) as { code: string };
      expect(code).toBe('not-declared');
      return place;
    };
    expect(await not({ provider: 'other' })).toEqual({ at: 'provider' });
    expect(await not({ scopes: ['write'] })).toEqual({ at: 'scopes' });
    expect(await not({ access: { methods: ['PUT'] } })).toEqual({ caveat: 'methods' });
    for (const path of ['/**', '/v2', '/one', '/one/x/y', '/one/**'])
      expect(await not({ access: { methods: ['GET'], paths: [path] } })).toEqual({ caveat: 'paths' });
    expect(await not({ access: { mcpTools: ['*'] } })).toEqual({ caveat: 'mcpTools' });
    expect(await not({ access: { mcpCallbacks: ['roots'] } })).toEqual({ caveat: 'mcpCallbacks' });
    expect(() =>
      testConnections({ manifest: { ...manifest, contributes: { connectionRequest: [] } } }),
    ).toThrow('at: contributes.connectionRequest; is not known there');
  });

  it('the kit lists and calls the tools that the access names', async () => {
    const tools = { echo: ({ text }: { text?: unknown }) => String(text), other: () => 'x' };
    const client = await open({ mcp: { tools, instructions: 'Be kind.' } }, { mcpTools: ['echo'] });
    const session = await client.mcp();
    expect(session.server).toMatchObject({ name: 'test', instructions: 'Be kind.' });
    expect((await session.listTools()).map(({ name }) => name)).toEqual(['echo']);
    expect(await session.callTool('echo', { text: 'hi' })).toEqual({
      content: [{ type: 'text', text: 'hi' }],
      isError: false,
    });
    await expect(session.callTool('other')).rejects.toMatchObject({ details: { caveat: 'mcpTools' } });
    await expect(session.listResources()).rejects.toMatchObject({ details: { caveat: 'mcpTools' } });
    expect(kit.toolCalls).toEqual([{ name: 'echo', arguments: { text: 'hi' } }]);
  });

  it('the kit has no resources, no prompts, and no missing tool', async () => {
    const session = await (await open({ mcp: { tools: {} } })).mcp();
    expect([await session.listResources(), await session.listPrompts()]).toEqual([[], []]);
    for (const call of [session.readResource('x:y'), session.getPrompt('p'), session.callTool('toString')]) {
      expect(await stateOf(call)).toBe('mcp-failed');
    }
  });

  it('the kit has no MCP server unless it is given one', async () => {
    expect(await stateOf((await open()).mcp())).toBe('mcp-unavailable');
  });

  it('the kit’s revoke ends every handle, its children, and calls in flight', async () => {
    const client = await open({ respond: () => new Promise(() => undefined) });
    const child = kit.connections.use(await client.attenuate({}));
    const pending = [client.fetch('/x'), child.fetch('/x')].map((call) => stateOf(call));
    await client.describe();
    kit.revoke();
    expect(await Promise.all(pending)).toEqual(['capability-closed', 'capability-closed']);
    expect(await stateOf(client.closed)).toBe('fulfilled');
    expect(await stateOf(child.describe())).toBe('capability-closed');
    expect(await stateOf(kit.connections.request({ provider: 'acme', reason: 'x' }))).toBe('fulfilled');
  });

  it('a child handle of the kit ends with its parent', async () => {
    const client = await open();
    const child = kit.connections.use(await client.attenuate({}));
    client.dispose();
    expect(await stateOf(child.closed)).toBe('fulfilled');
  });

  it('the kit keeps what is logged, at once and cut as the host cuts it', async () => {
    await open();
    kit.context.log.warn('x'.repeat(5_000));
    expect(kit.logs).toEqual([{ level: 'warn', text: 'x'.repeat(4_000) }]);
  });

  it('the kit calls what the extension handles, as an application does', async () => {
    await open();
    kit.context.host.handle('tracker.open', (id) => ({ opened: id }));
    expect(await kit.call('tracker.open', 1)).toEqual({ opened: 1 });
    await expect(kit.call('tracker.close')).rejects.toThrow('Nothing handles `tracker.close`');
  });

  it('the kit stops an extension as the host does: its handles work until `deactivate` has ended', async () => {
    const client = await open({ respond: () => new Response('saved') });
    const codes: string[] = [];
    await kit.stop({
      activate: () => undefined,
      deactivate: async () => {
        expect(await (await client.fetch('/state', { method: 'PUT' })).text()).toBe('saved');
        codes.push(await stateOf(kit.connections.request({ provider: 'acme', reason: 'x' })));
      },
    });
    expect(codes).toEqual(['extension-stopping']);
    expect(kit.requests.map(({ method }) => method)).toEqual(['PUT']);
    expect(await stateOf(client.describe())).toBe('capability-closed');
  });

  it('the kit’s stop rejects with what `deactivate` throws or when it takes too long, and ends everything', async () => {
    const client = await open();
    const activate = () => undefined;
    const deactivate = () => {
      throw new TypeError('no such file');
    };
    await expect(kit.stop({ activate, deactivate })).rejects.toThrow('no such file');
    expect(await stateOf(client.describe())).toBe('capability-closed');
    await kit.stop({ activate });

    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const late = kit.stop({ activate, deactivate: () => new Promise<void>(() => undefined) });
    const refused = expect(late).rejects.toThrow('`deactivate` did not end within 2 seconds');
    await vi.advanceTimersByTimeAsync(deactivateMs);
    await refused;
  });

  it('the kit’s close ends everything', async () => {
    const client = await open();
    kit[Symbol.dispose](); // as `using kit = ...` does
    expect(await stateOf(client.describe())).toBe('capability-closed');
    expect(await stateOf(kit.connections.request({ provider: 'acme', reason: 'x' }))).toBe('port-closed');
  });
});
