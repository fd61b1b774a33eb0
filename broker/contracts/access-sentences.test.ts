import { expect, it } from 'vitest';
import { accessSentences } from './access-sentences.ts';
import { english } from './texts/say.ts';

const reads = { methods: ['GET' as const], paths: ['/**'], mcpTools: [] };

it('the question says that no MCP tools may be used if the service has some, or nobody knows', () => {
  expect(accessSentences(english, reads, {})).toEqual(['Read (GET) at every path.']);
  for (const to of [{ mcp: { path: '/mcp' } }, { mcp: 'https://api.example/mcp' }, undefined])
    expect(accessSentences(english, reads, to)).toEqual(['Read (GET) at every path.', 'Use no MCP tools.']);
});

it('the question always says if no other requests may be sent', () => {
  const nothing = { methods: [], paths: [], mcpTools: [] };
  expect(accessSentences(english, nothing, {})).toEqual(['Send no other requests.']);
  expect(accessSentences(english, { ...nothing, mcpTools: ['look'] }, { mcp: {} })).toEqual([
    'Use these tools of the MCP server: look.',
    'Send no other requests.',
  ]);
});

it('paths are set apart by spaces, which they cannot hold, and no full stop follows them', () => {
  expect(accessSentences(english, { ...reads, paths: ['/v1/*', '/v2,'] }, {})).toEqual([
    'Read (GET) at these paths: /v1/*  /v2,  (* is anything)',
  ]);
});
