import { expect, it } from 'vitest';
import { savedOrigin } from '../network/fixtures/serving.ts';
import { proposeLimits } from './propose-limits.ts';
import type { SentRequest } from './uses-in-log.ts';

const connection = {
  id: 'con_a',
  origins: [savedOrigin('https://api.example.com'), savedOrigin('https://cdn.example.com')],
  mcp: undefined,
} as never;
const caveats = { methods: ['GET' as const, 'DELETE' as const], paths: ['/**'], mcpTools: ['*'] };
const use = (...steps: SentRequest[]) => ({ steps, count: 1 });
const get = (path: string): SentRequest => ({ method: 'GET', origin: 'https://api.example.com', path });
const call = (tool: string): SentRequest => ({ method: 'MCP', path: `tools/call ${tool}` });
const propose = (uses: Parameters<typeof proposeLimits>[0], limits?: object) =>
  proposeLimits(uses, { caveats, limits }, connection);

it('the proposed limits are what was used, and nothing where nothing passes', async () => {
  expect(await propose([use(get('/a')), use(call('echo'))])).toMatchObject({
    methods: ['GET'],
    paths: ['/a'],
    mcpTools: ['echo'],
  });
  expect(await propose([use(get('/a'))], { methods: [] })).toBeUndefined();
});

it('no part of the proposed limits is wider than those in force', async () => {
  // Many names at one place become one pattern, which is wider than the names that the person has left.
  const paths = Array.from({ length: 60 }, (_, n) => `/a/${n}`);
  const uses = paths.map((path) => use(get(path)));
  expect((await propose(uses))?.paths).toEqual(['/a/*']);
  expect((await propose(uses, { paths }))?.paths).toEqual(paths);
  // A list that only a server with any tool gives names none: those in force stay.
  const asked = await propose([use({ method: 'MCP', path: 'tools/list' }), use(get('/a'))], {
    mcpTools: ['echo'],
  });
  expect(asked?.mcpTools).toEqual(['echo']);
});
