import { fileURLToPath } from 'node:url';
import { textOf } from '@valetkey/extension-api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import type { ElicitationAnswer, ElicitationPrompt } from '../contracts/elicitation.ts';
import { serverScript, startEverything } from '../shells/node/fixtures/start-everything.ts';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';
import { startTwoEraHttp } from './fixtures/two-era-http.ts';

const script = fileURLToPath(new URL('fixtures/two-era-program.mjs', import.meta.url));

type Answer = (
  prompt: ElicitationPrompt,
  signal: AbortSignal,
) => ElicitationAnswer | Promise<ElicitationAnswer>;
const cancel: Answer = ({ nonce }) => ({ nonce, action: 'cancel' });
const silence: Answer = () => new Promise(() => undefined);
/** What stands in the form already, and these. */
const fill =
  (more: Readonly<Record<string, string | number | boolean | number[]>> = {}): Answer =>
  ({ nonce, asks }) => ({
    nonce,
    action: 'accept',
    values: asks.mode === 'url' ? [] : asks.fields.map((field) => more[field.label] ?? field.default ?? null),
  });

let broker: McpBroker;
let shown: ElicitationPrompt[];
let opened: string[];
let answer: Answer;
beforeEach(async () => {
  [shown, opened, answer] = [[], [], cancel];
  broker = await mcpBroker({
    askElicitation: async (prompt, signal) => {
      shown.push(prompt);
      return answer(prompt, signal);
    },
    openInSystemBrowser: async (url) => void opened.push(url),
  });
});
afterEach(() => broker.close());

const answeredLines = async () => {
  const { entries } = await broker.settings.listAudit({ kind: 'elicitation.answered', limit: 10 });
  return entries;
};

describe.each([
  ['over HTTP', 'http'],
  ['over stdio', 'program'],
])('server-everything (2025-11-25, %s) and the person', (_over, provider) => {
  let everything: Awaited<ReturnType<typeof startEverything>>;
  beforeAll(async () => {
    everything = await startEverything('streamableHttp');
  });
  afterAll(() => everything.stop());
  const open = async (callbacks = {}) => {
    const fields = provider === 'http' ? { url: everything.url } : { script: serverScript('everything') };
    return (await broker.client(provider, fields)).mcp(callbacks);
  };
  const call = 'trigger-elicitation-request';

  it('a form with a field of each kind is answered by the person, and its values stay out of the log', async () => {
    answer = fill({ String: 'Ada Lovelace', Boolean: true, 'Titled Multiple Select Enum': [0, 2] });
    const said = textOf(await (await open()).callTool(call));
    expect(said).toContain('Ada Lovelace');
    for (const named of ['"fish-1"', '"fish-3"', '"hero-1"', 'Guitar', '3.14', '42'])
      expect(said).toContain(named);
    expect(shown).toMatchObject([
      { looksSecret: false, extension: { id: 'acme.mcp' }, connection: { displayName: provider } },
    ]);
    const lines = await answeredLines();
    expect(lines).toMatchObject([{ extension: 'acme.mcp', method: 'MCP', outcome: 'ok', by: 'application' }]);
    expect(lines[0]?.path).toContain('String with email format');
    expect(JSON.stringify(await broker.settings.listAudit({ limit: 100 }))).not.toContain('Lovelace');
    const { entries } = await broker.settings.listAudit({ kind: 'use.intended', limit: 10 });
    expect(entries.map(({ path }) => path)).toContain('answer to elicitation (by the user)');
  });

  it('an extension that the user allowed to ask shows plain forms by itself', async () => {
    const asked: unknown[] = [];
    const session = await open({
      elicitation: (params: unknown) => {
        asked.push(params);
        return { action: 'decline' };
      },
    });
    expect(textOf(await session.callTool(call))).toContain('declined');
    expect([asked.length, shown.length]).toEqual([1, 0]);
  });

  it.each([
    ['a value of another kind', fill({ Integer: 'many' })],
    ['a number out of its bounds', fill({ Integer: 101 })],
    ['an option that there is not', fill({ 'Titled Single Select Enum': 7 })],
    ['too few values', ({ nonce }) => ({ nonce, action: 'accept', values: ['x'] })],
    ['the nonce of another prompt', () => ({ nonce: 'x'.repeat(22), action: 'accept', values: [] })],
    ['a failure of the window', () => Promise.reject(new Error('no display'))],
  ] satisfies [string, Answer][])('%s counts as Cancel', async (_what, wrong) => {
    answer = wrong;
    expect(textOf(await (await open()).callTool(call))).toContain('cancel');
    expect(await answeredLines()).toMatchObject([{ outcome: expect.stringMatching(/aborted|refused/) }]);
  });

  it('an address is shown whole and opened by main after the answer, and the extension never sees it', async () => {
    const asked: unknown[] = [];
    answer = fill();
    const url = 'https://pay.example.com/order?id=7#top';
    const session = await open({ elicitation: (params: unknown) => asked.push(params) && {} });
    expect(textOf(await session.callTool('trigger-url-elicitation', { url }))).toContain('accept');
    expect(shown[0]?.asks).toEqual({ mode: 'url', address: url, origin: 'https://pay.example.com' });
    expect([opened, asked]).toEqual([[url], []]);
    answer = cancel;
    await session.callTool('trigger-url-elicitation', { url });
    expect(opened).toEqual([url]);
    expect(await answeredLines()).toMatchObject([
      { outcome: 'aborted', origin: 'https://pay.example.com' },
      { outcome: 'ok', path: 'elicitation/create (opens an address)' },
    ]);
  });

  it('an error that wants a page opened first has the person asked, and reaches the extension without it', async () => {
    answer = fill();
    const session = await open();
    const call = session.callTool('trigger-url-elicitation', { url: 'https://a.example', errorPath: true });
    expect(await codeOf(call)).toBe('mcp-failed');
    expect(opened).toEqual(['https://modelcontextprotocol.io/']);
  });

  it('a session that ends takes its question away', async () => {
    let gone: AbortSignal | undefined;
    answer = (prompt, signal) => {
      gone = signal;
      return silence(prompt, signal);
    };
    const session = await open();
    const waiting = session.callTool(call).catch((error: { code: string }) => error.code);
    await vi.waitFor(() => expect(gone).toBeDefined());
    session.close();
    expect(await waiting).toBe('capability-closed');
    await vi.waitFor(() => expect(gone?.aborted).toBe(true));
  });
});

describe.each(['http', 'program'])('a server of 2026-07-28 and the person (%s)', (provider) => {
  let server: Awaited<ReturnType<typeof startTwoEraHttp>>;
  beforeAll(async () => {
    server = await startTwoEraHttp('modern');
  });
  afterAll(() => server.stop());
  const open = async (callbacks = {}) => {
    const fields = provider === 'http' ? { url: server.url } : { script, one: 'modern' };
    return (await broker.client(provider, fields)).mcp(callbacks);
  };

  it('a question in an answer is shown by main where the extension has no form of its own', async () => {
    answer = ({ nonce }) => ({ nonce, action: 'accept', values: [true] });
    expect(textOf(await (await open()).callTool('deploy'))).toBe('deployed');
    answer = cancel;
    expect(textOf(await (await open()).callTool('deploy'))).toBe('not deployed');
    expect(shown[0]).toMatchObject({ server: 'two-eras', message: 'Deploy?' });
  });

  it('a question that reads like one for a secret is never shown by an extension', async () => {
    const asked: unknown[] = [];
    answer = fill({ user: 'ada', passPhrase: 'correct horse' });
    const session = await open({ elicitation: (params: unknown) => asked.push(params) && {} });
    expect(textOf(await session.callTool('ask', { what: 'password' }))).toContain('correct horse');
    expect(asked).toEqual([]);
    expect(shown[0]).toMatchObject({
      looksSecret: true,
      asks: { fields: [{ masked: false }, { masked: true }] },
    });
  });

  it('an address opens after the answer, and one of another scheme is never shown', async () => {
    answer = fill();
    const session = await open();
    expect(textOf(await session.callTool('ask', { what: 'page' }))).toContain('accept');
    expect(opened).toEqual(['https://pay.example.com/a?b=1']);
    await expect(session.callTool('ask', { what: 'script' })).rejects.toMatchObject({ code: 'mcp-failed' });
    expect([shown.length, opened.length]).toEqual([1, 1]);
  });

  it('a caller that gives up takes the question away', async () => {
    let gone: AbortSignal | undefined;
    answer = (prompt, signal) => {
      gone = signal;
      return silence(prompt, signal);
    };
    const giveUp = new AbortController();
    const session = await open();
    const waiting = session.callTool('deploy', {}, { signal: giveUp.signal }).catch(() => 'gave up');
    await vi.waitFor(() => expect(gone).toBeDefined());
    giveUp.abort();
    expect(await waiting).toBe('gave up');
    await vi.waitFor(() => expect(gone?.aborted).toBe(true));
  });

  it('three refusals in a row silence a server for a while, and not the prompts of extensions', async () => {
    const session = await open();
    for (let i = 0; i < 5; i += 1) await session.callTool('deploy');
    expect(shown).toHaveLength(3);
    expect((await answeredLines()).map(({ outcome, code }) => code ?? outcome)).toEqual([
      ...['prompt-limit', 'prompt-limit', 'aborted', 'aborted', 'aborted'],
    ]);
    expect(await open()).toBeDefined();
  });
});

describe('where nobody can be asked', () => {
  it('a server is not offered it, and a question for a secret is canceled and not shown by the extension', async () => {
    const unattended = await mcpBroker();
    try {
      const asked: unknown[] = [];
      const client = await unattended.client('program', { script, one: 'modern' });
      const session = await client.mcp({ elicitation: (params: unknown) => asked.push(params) && {} });
      expect(textOf(await session.callTool('ask', { what: 'password' }))).toContain('"cancel"');
      await expect(session.callTool('ask', { what: 'page' })).rejects.toMatchObject({ code: 'mcp-failed' });
      expect(asked).toEqual([]);
      await expect((await client.mcp()).callTool('deploy')).rejects.toMatchObject({ code: 'mcp-failed' });
    } finally {
      await unattended.close();
    }
  });
});
