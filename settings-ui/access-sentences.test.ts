import { expect, it } from 'vitest';
import { accessSentences } from './access-sentences.ts';

const reads = { methods: ['GET' as const], paths: ['/**'], mcpTools: [] };

it('that no MCP tools may be used is said where the service has some, or nobody knows', () => {
  expect(accessSentences(reads, {})).toEqual(['Read (GET) at every path.']);
  for (const to of [{ mcp: { path: '/mcp' } }, { mcp: 'https://api.example/mcp' }, undefined])
    expect(accessSentences(reads, to)).toEqual(['Read (GET) at every path.', 'Use no MCP tools.']);
});

it('that no other requests may be sent is said wherever it is so', () => {
  const nothing = { methods: [], paths: [], mcpTools: [] };
  expect(accessSentences(nothing, {})).toEqual(['Send no other requests.']);
  expect(accessSentences({ ...nothing, mcpTools: ['look'] }, { mcp: {} })).toEqual([
    'Use these tools of the MCP server: look.',
    'Send no other requests.',
  ]);
});
