import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type McpCallbacks, type McpSession, textOf } from '@valetkey/extension-api';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';
import { openRawTransport } from './fixtures/raw-transport.ts';

const script = fileURLToPath(new URL('fixtures/hostile-modern.mjs', import.meta.url));
const token = 'canary-hostile-modern-51c7e0b2'; // secretlint-disable-line

describe('a hostile MCP server of 2026-07-28', () => {
  let broker: McpBroker;
  let child: ChildProcess;
  let url: string;
  const client = (provider = 'bearer') => broker.client(provider, { url }, { secret: token });
  const open = async (callbacks: McpCallbacks = {}): Promise<McpSession> => (await client()).mcp(callbacks);
  beforeAll(async () => {
    broker = await mcpBroker();
    child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const port = await new Promise<string>((resolve) =>
      child.stdout?.once('data', (said) => resolve(String(said).trim())),
    );
    url = `http://127.0.0.1:${port}`;
  });
  afterAll(async () => {
    await broker.close();
    child.kill();
  });

  it('a server that asks back without end is left, and the extension is asked only that often', async () => {
    let asked = 0;
    const session = await open({
      elicitation: () => {
        asked += 1;
        return { action: 'accept', content: {} };
      },
    });
    await expect(session.callTool('rounds')).rejects.toMatchObject({ details: { why: 'endless-input' } });
    expect(asked).toBeLessThan(16);
    expect(textOf(await session.callTool('echo'))).toBe('done');
  });

  it.each([
    ['many-questions', 'input-request'],
    ['long-state', 'input-request'],
    ['other-questions', 'input-request'],
    ['no-question', 'input-request'],
    ['odd-type', 'result-type'],
    ['task', 'task'],
  ])('that answers with %s gives a coded error (%s), and the session goes on', async (name, why) => {
    const session = await open({ elicitation: () => ({ action: 'accept', content: {} }) });
    await expect(session.callTool(name)).rejects.toMatchObject({ code: 'mcp-failed', details: { why } });
    expect(textOf(await session.callTool('echo'))).toBe('done');
  });

  it('a server that asks for what was not offered is refused, and the extension is asked nothing', async () => {
    const session = await open();
    await expect(session.callTool('rounds')).rejects.toMatchObject({ details: { why: 'input-not-offered' } });
  });

  it('a server that reflects the token into questions, names and state learns nothing', async () => {
    const seen: unknown[] = [];
    const session = await open({
      elicitation: (params) => {
        seen.push(params);
        return { action: 'accept', content: {} };
      },
    });
    expect(session.server.name).toBe('hostile [redacted]');
    await expect(session.callTool('reflect')).rejects.toMatchObject({ details: { why: 'endless-input' } });
    expect(JSON.stringify(seen)).toContain('[redacted]');
    expect(JSON.stringify(seen)).not.toContain(token);
  });

  it('a server’s forgeries for other requests, subscriptions and revisions do not reach the extension', async () => {
    const raw = await openRawTransport(await client(), { sampling: {} });
    await raw.send({ id: 'forged', method: 'tools/call', params: { name: 'forged', arguments: {} } });
    expect(await raw.answerTo('forged')).toMatchObject({ result: { content: [{ text: 'done' }] } });
    expect(raw.received.filter(({ method }) => method !== undefined)).toEqual([]);
    await raw.close();
  });

  it('a server’s questions are withdrawn when the caller gives up', async () => {
    const raw = await openRawTransport(await client(), { elicitation: {} });
    await raw.send({ id: 'call', method: 'tools/call', params: { name: 'asks-much', arguments: {} } });
    const question = await raw.heard('elicitation/create');
    await raw.cancel('call');
    await raw.heard('notifications/cancelled');
    const late = raw.send({ id: question.id, result: { action: 'accept', content: {} } });
    await expect(late).rejects.toMatchObject({ code: 'not-found' });
    await raw.send({ id: 'after', method: 'tools/call', params: { name: 'echo', arguments: {} } });
    expect(await raw.answerTo('after')).toMatchObject({ result: { content: [{ text: 'done' }] } });
    await raw.close();
  });

  it('a flooded subscription is read no faster than its reader, and others live', async () => {
    const flooded = await (await client('floods')).mcp();
    let heard = 0;
    flooded.on('toolsChanged', () => {
      heard += 1;
    });
    const other = await open();
    for (let turn = 0; turn < 5; turn += 1) expect(textOf(await other.callTool('echo'))).toBe('done');
    // It says before each look that its list is another one by now.
    expect(['mcp-failed', 'no error']).toContain(await codeOf(flooded.callTool('echo')));
    await vi.waitFor(() => expect(heard).toBeGreaterThan(0));
    flooded.close();
  });

  it('a server whose discovery changes is believed each time, and never used in both eras at once', async () => {
    const handle = await client('flips');
    const names: string[] = [];
    for (let times = 0; times < 4; times += 1) {
      const session = await handle.mcp();
      names.push(session.server.name);
      session.close();
    }
    // The second look says that it is an older one by now, which is then believed for an hour.
    expect(names).toEqual(['hostile [redacted]', 'x', 'x', 'x']);
  });
});
