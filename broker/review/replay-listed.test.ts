import { expect, it } from 'vitest';
import { savedOrigin } from '../network/fixtures/serving.ts';
import { replay } from './replay.ts';

it('a person sees the first hundred of many refused requests, and how many more there are', async () => {
  const uses = Array.from({ length: 150 }, (_, at) => ({
    steps: [{ method: 'GET' as const, path: `/${at}` }],
    count: 2,
  }));
  const caveats = { methods: ['POST' as const], paths: ['/**'], mcpTools: [] };
  const place = {
    id: 'con',
    origins: [savedOrigin('https://api.example')],
    mcp: undefined,
    oauth: undefined,
  } as never;
  const { refused, more, pass, uses: all } = await replay(uses, { caveats }, place);
  expect([refused.length, more, pass, all]).toEqual([100, 100, 0, 300]);
});
