import { type CapabilityContract, type Facet, frameLimits } from '@valetkey/api-contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { gatedConnections } from './fixtures/gated-connections.ts';
import { textOf } from './mcp-text.ts';

const info = {
  name: 'everything',
  version: '1.0.0',
  offers: { tools: true, resources: true, prompts: true },
};
const tool = (name: string) => ({ name, inputSchema: { type: 'object' } });

describe('an MCP session', () => {
  let gated: ReturnType<typeof gatedConnections>;
  const calls: unknown[] = [];
  const open = async (facet: Partial<Facet<CapabilityContract>>) => {
    calls.length = 0;
    gated = gatedConnections({
      mcpOpen: () => info,
      mcpCallTool: (call) => {
        calls.push(call.arguments);
        return { content: [{ type: 'text', text: 'done' }], isError: false };
      },
      ...facet,
    });
    return (await gated.open()).mcp();
  };
  afterEach(() => gated.end());

  it('says who the server is', async () => {
    expect((await open({})).server).toEqual(info);
  });

  it('has whole lists, page after page', async () => {
    const page = (cursor: string | undefined) => Number(cursor ?? 0);
    const next = (n: number) => (n < 4 ? { nextCursor: String(n + 1) } : {});
    const session = await open({
      mcpListTools: ({ cursor }) => ({ tools: [tool(`t${page(cursor)}`)], ...next(page(cursor)) }),
      mcpListResources: ({ cursor }) => ({
        resources: [{ uri: `r:${page(cursor)}` }],
        ...next(page(cursor)),
      }),
      mcpListPrompts: ({ cursor }) => ({ prompts: [{ name: `p${page(cursor)}` }], ...next(page(cursor)) }),
    });
    expect((await session.listTools()).map(({ name }) => name)).toEqual(['t0', 't1', 't2', 't3', 't4']);
    expect((await session.listResources()).map(({ uri }) => uri)).toHaveLength(5);
    expect((await session.listPrompts()).map(({ name }) => name)).toHaveLength(5);
  });

  it('follows no cursor twice, and no list for ever: half of one would look whole', async () => {
    let pages = 0;
    const session = await open({
      mcpListTools: () => ({ tools: [], nextCursor: 'again' }),
      mcpListPrompts: () => ({ prompts: [], nextCursor: String(++pages) }),
    });
    await expect(session.listTools()).rejects.toMatchObject({ code: 'mcp-failed' });
    await expect(session.listPrompts()).rejects.toMatchObject({ code: 'response-too-large' });
    expect(pages).toBe(1_000);
  });

  it('reads resources and prompts', async () => {
    const asked: unknown[] = [];
    const session = await open({
      mcpReadResource: (input) => {
        asked.push(input);
        return { contents: [{ uri: input.uri, text: 'x' }] };
      },
      mcpGetPrompt: (input) => {
        asked.push(input);
        return { messages: [{ role: 'user' }] };
      },
    });
    expect(await session.readResource('file:///a')).toEqual([{ uri: 'file:///a', text: 'x' }]);
    expect(await session.getPrompt('p', { a: 'b' })).toEqual({ messages: [{ role: 'user' }] });
    expect(await session.getPrompt('q')).toEqual({ messages: [{ role: 'user' }] });
    expect(asked).toEqual([
      { uri: 'file:///a' },
      { name: 'p', arguments: { a: 'b' } },
      { name: 'q', arguments: {} },
    ]);
  });

  it('sends a tool’s arguments as JSON, whatever they were', async () => {
    const session = await open({});
    await session.callTool('t');
    await session.callTool('t', { a: [1, null, { b: 'x' }], gone: undefined });
    await session.callTool('t', { when: new Date(0), map: new Map([[1, 2]]), run: () => 1 } as never);
    expect(calls).toEqual([{}, { a: [1, null, { b: 'x' }] }, { when: '1970-01-01T00:00:00.000Z', map: {} }]);
  });

  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  let deep: object = {};
  for (let level = 0; level < 50; level += 1) deep = { deep };
  it.each<[string, unknown, string]>([
    ['a cycle', cyclic, 'invalid-input'],
    ['a bigint', { big: 1n }, 'invalid-input'],
    ['a key __proto__', JSON.parse('{"a":[{"__proto__":{"polluted":1}}]}'), 'invalid-input'],
    [
      'what throws when it is read',
      {
        get a() {
          throw new Error('inner words');
        },
      },
      'invalid-input',
    ],
    ['a list', [1], 'invalid-input'],
    ['nothing that JSON knows', Symbol('x'), 'invalid-input'],
    ['fifty levels', deep, 'too-large'],
    ['a million values', { many: Array.from({ length: frameLimits.maxNodes }, () => 1) }, 'too-large'],
    ['seventeen megabytes', { text: 'x'.repeat(17 * 1024 * 1024) }, 'too-large'],
  ])('refuses %s as arguments, and the port stays open', async (_what, args, code) => {
    const session = await open({});
    await expect(session.callTool('t', args as never)).rejects.toMatchObject({
      code,
      details: { at: 'arguments' },
    });
    await session.callTool('t', {});
    expect(gated.violations).toEqual([]);
  });

  it('sends what is just within the limits', async () => {
    let nested: object = {};
    for (let level = 0; level < 30; level += 1) nested = { nested };
    const session = await open({});
    await session.callTool('t', { nested } as never);
    await session.callTool('t', { many: Array.from({ length: frameLimits.maxNodes - 100 }, () => 1) });
    expect(calls).toHaveLength(2);
    expect(gated.violations).toEqual([]);
  });

  it('refuses prompt arguments that the gate would close for', async () => {
    const session = await open({});
    const many = Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`k${n}`, 'x']));
    for (const args of [many, { a: 'x'.repeat(64 * 1024 + 1) }, { a: 1 as never }]) {
      await expect(session.getPrompt('p', args)).rejects.toMatchObject({ code: 'invalid-input' });
    }
    expect(gated.violations).toEqual([]);
  });
});

describe('textOf', () => {
  it('is the text parts, each on its own lines', () => {
    const content = [
      { type: 'text', text: 'a' },
      { type: 'image', data: 'x' },
      { type: 'text', text: 'b' },
      { type: 'text' },
    ];
    expect(textOf({ content })).toBe('a\nb');
    expect(textOf({ content: [] })).toBe('');
  });
});
