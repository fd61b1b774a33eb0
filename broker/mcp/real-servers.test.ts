import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textOf } from '@valetkey/extension-api';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import type { ConsentAnswer } from '../contracts/consent.ts';
import { serverScript, startEverything } from '../shells/node/fixtures/start-everything.ts';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';

let broker: McpBroker;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-mcp-'));
  broker = await mcpBroker();
});
afterAll(async () => {
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('server-filesystem, over stdio', () => {
  it('server-filesystem reads and writes only in the folder that the user named', async () => {
    writeFileSync(join(folder, 'a.txt'), 'from the user');
    const client = await broker.client('program', { script: serverScript('filesystem'), one: folder });
    const session = await client.mcp();
    expect(session.server.name).toBe('secure-filesystem-server');
    const read = await session.callTool('read_text_file', { path: join(folder, 'a.txt') });
    expect(textOf(read)).toBe('from the user');
    await session.callTool('write_file', { path: join(folder, 'b.txt'), content: 'from the extension' });
    expect(readFileSync(join(folder, 'b.txt'), 'utf8')).toBe('from the extension');
    const outside = await session.callTool('read_text_file', { path: '/etc/hostname' });
    expect([outside.isError, textOf(outside)]).toEqual([true, expect.stringContaining('outside')]);
    client.dispose();
  });

  it('server-filesystem works in the roots that the extension offers, if the user allows it', async () => {
    const client = await broker.client('program', { script: serverScript('filesystem') });
    const session = await client.mcp({ roots: () => [{ uri: `file://${folder}`, name: 'work' }] });
    await vi.waitFor(async () =>
      expect(textOf(await session.callTool('list_allowed_directories'))).toContain(folder),
    );
    client.dispose();
  });
});

describe('server-memory, over stdio', () => {
  it('server-memory remembers over two sessions, in the file that its declared variable names', async () => {
    const file = join(folder, 'memory.jsonl');
    const client = await broker.client('program', { script: serverScript('memory'), one: file });
    const entities = [{ name: 'Ada', entityType: 'person', observations: ['wrote the first program'] }];
    const first = await client.mcp();
    await first.callTool('create_entities', { entities });
    first.close();
    const second = await client.mcp();
    const { structuredContent } = await second.callTool('search_nodes', { query: 'first program' });
    expect(structuredContent).toMatchObject({ entities: [{ name: 'Ada' }] });
    client.dispose();
  });
});

describe.each([
  ['Streamable HTTP', 'http'],
  ['stdio', 'program'],
])('server-everything, over %s', (_transport, provider) => {
  let server: Awaited<ReturnType<typeof startEverything>>;
  beforeAll(async () => {
    server = await startEverything('streamableHttp');
  });
  afterAll(() => server.stop());
  const fields = () => (provider === 'http' ? { url: server.url } : { script: serverScript('everything') });

  it('server-everything gives our client tools, resources, prompts, completion, logging and subscriptions', async () => {
    const client = await broker.client(provider, fields());
    const session = await client.mcp();
    expect(session.server.offers).toEqual({
      tools: true,
      resources: true,
      prompts: true,
      completions: true,
      logging: true,
    });
    const progress: number[] = [];
    const slow = { duration: 0.1, steps: 3 };
    await session.callTool('trigger-long-running-operation', slow, {
      onProgress: ({ progress: step }) => progress.push(step),
    });
    expect(progress).toEqual([1, 2, 3]);
    expect(textOf(await session.callTool('get-sum', { a: 19, b: 23 }))).toContain('42');
    expect(await session.callTool('get-structured-content', { location: 'Chicago' })).toMatchObject({
      structuredContent: { conditions: expect.any(String) },
    });
    const [resource] = await session.listResources();
    const uri = String(resource?.['uri']);
    expect(await session.readResource(uri)).toMatchObject([{ uri }]);
    expect((await session.listResourceTemplates()).length).toBeGreaterThan(0);
    expect((await session.getPrompt('args-prompt', { city: 'Oslo' })).messages).toHaveLength(1);
    const name = { name: 'name', value: 'A' };
    const prompt = { type: 'ref/prompt', name: 'completable-prompt' } as const;
    expect(await session.complete(prompt, name, { department: 'Engineering' })).toMatchObject({
      values: ['Alice'],
    });
    const heard: string[] = [];
    session.on('log', ({ level }) => heard.push(`log ${typeof level}`));
    session.on('resourceUpdated', (event) => heard.push(`updated ${event.uri}`));
    await session.setLogLevel('debug');
    await session.subscribe(uri);
    await session.callTool('toggle-subscriber-updates');
    await vi.waitFor(() => expect(heard).toEqual(expect.arrayContaining([`updated ${uri}`, 'log string'])));
    await session.ping();
    client.dispose();
  });

  it('a callback is offered only if the user allowed it', async () => {
    const access = { mcpTools: ['*'], mcpCallbacks: ['sampling'] };
    const client = await broker.client(provider, fields(), { access });
    const session = await client.mcp({
      sampling: () => ({ role: 'assistant', model: 'm', content: { type: 'text', text: 'sampled' } }),
      elicitation: () => ({ action: 'accept', content: {} }),
    });
    const names = (await session.listTools()).map((tool) => tool.name);
    expect(names).toContain('trigger-sampling-request');
    expect(names).not.toContain('trigger-elicitation-request');
    const sampled = await session.callTool('trigger-sampling-request', { prompt: 'x', maxTokens: 5 });
    expect(textOf(sampled)).toContain('sampled');
    client.dispose();
  });

  it('a callback that the user refused is not offered, also under a kept grant, without asking again', async () => {
    const client = await broker.client(provider, fields());
    client.dispose();
    const { answer } = broker;
    broker.answer = async (prompt, signal) =>
      ({
        ...(await answer(prompt, signal)),
        decision: 'always',
        withheldCallbacks: ['elicitation'],
      }) as ConsentAnswer;
    const callbacks = {
      sampling: () => ({ role: 'assistant', model: 'm', content: { type: 'text', text: 'x' } }),
      elicitation: () => ({ action: 'accept', content: {} }),
    };
    for (const time of [1, 2]) {
      const asked = broker.prompts.length;
      const { connections } = broker.extension;
      const again = connections.use(
        await connections.request({ provider: `acme.mcp/${provider}` as never, reason: 'For tests.' }),
      );
      const names = (await (await again.mcp(callbacks)).listTools()).map((tool) => tool.name);
      expect(names).toContain('trigger-sampling-request');
      expect(names).not.toContain('trigger-elicitation-request');
      expect(broker.prompts.length - asked).toBe(time === 1 ? 1 : 0);
      again.dispose();
    }
    broker.answer = answer;
  });

  it('the session shows and calls only the grant’s tools, and resources only with the whole server', async () => {
    const client = await broker.client(provider, fields(), { access: { mcpTools: ['echo'] } });
    const session = await client.mcp();
    expect((await session.listTools()).map((tool) => tool.name)).toEqual(['echo']);
    expect(textOf(await session.callTool('echo', { message: 'x' }))).toContain('x');
    for (const call of [session.callTool('get-env'), session.listResources(), session.listPrompts()])
      expect(await codeOf(call)).toBe('caveat-refused');
    client.dispose();
  });
});
