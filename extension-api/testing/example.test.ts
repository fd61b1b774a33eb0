import { afterEach, expect, it } from 'vitest';
import { extension as mcpTools } from '../../sample-extensions/mcp-tools/extension.ts';
import { extension as registryReader } from '../../sample-extensions/registry-reader/extension.ts';
import { type TestConnections, testConnections } from './index.ts';

// As their author would test the sample extensions: no broker, no network, no secret.
let kit: TestConnections;
afterEach(() => kit.close());

const registry = (request: Request): Response => {
  const { pathname } = new URL(request.url);
  if (pathname === '/-/whoami') return Response.json({ username: 'ada' });
  if (pathname !== '/hello-registry') return new Response(null, { status: 404 });
  const versions = { '1.0.0': {}, '1.1.0': { description: 'Says hello.' } };
  return Response.json({ versions, 'dist-tags': { latest: '1.1.0' } });
};

it('the registry reader says who is signed in and what is there', async () => {
  kit = testConnections({ respond: registry, provider: 'acme.registry-reader/registry' });
  await registryReader.activate(kit.context);
  expect(kit.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
    'GET /-/whoami',
    'GET /hello-registry',
  ]);
  expect(kit.logs.map(({ text }) => text)).toEqual([
    'You are ada at the registry.',
    'hello-registry 1.1.0 is the latest of 2 version(s): Says hello.',
  ]);
  expect(kit.errors).toEqual([]);
});

it('the registry reader asks for no more than it uses, and says why', async () => {
  kit = testConnections({ respond: registry });
  await registryReader.activate(kit.context);
  expect(kit.asked).toEqual([
    {
      provider: 'acme.registry-reader/registry',
      reason: expect.stringContaining('which versions'),
      access: { methods: ['GET'], paths: ['/-/whoami', '/*'], mcpTools: [] },
      wait: true,
    },
  ]);
});

it('the registry reader continues without a connection when the user denies', async () => {
  kit = testConnections({ deny: 'denied' });
  await registryReader.activate(kit.context);
  expect(kit.logs).toEqual([
    { level: 'warn', text: expect.stringContaining('The user did not allow this.') },
  ]);
  expect(kit.requests).toEqual([]);
});

it('the MCP sample calls its two tools', async () => {
  kit = testConnections({
    mcp: {
      name: 'fake',
      tools: {
        echo: ({ message }) => `Echo: ${message}`,
        'get-sum': ({ a, b }) => String(Number(a) + Number(b)),
        'not-asked-for': () => '',
      },
    },
  });
  await mcpTools.activate(kit.context);
  expect(kit.toolCalls.map(({ name }) => name)).toEqual(['echo', 'get-sum']);
  expect(kit.logs.map(({ text }) => text)).toContain('Tools that I may call: echo, get-sum.');
  expect(kit.logs.at(-1)?.text).toBe('get-sum: 42');
});
