import { fileURLToPath } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import { defined } from '@valetkey/api-contracts';
import { textOf } from '@valetkey/extension-api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rawCapability, rawPort } from '../checks/fixtures/raw-port.ts';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { systemPrograms } from '../secrets/system-programs.ts';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';

const script = fileURLToPath(new URL('fixtures/odd-program.mjs', import.meta.url));
const hostile = fileURLToPath(new URL('fixtures/hostile-server.mjs', import.meta.url));
const secret = 'program-secret-0123456789abcdef';
type About = { pid: number; args: string[]; environment: Record<string, string>; cwd: string };

const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('an MCP server that the broker starts', () => {
  let broker: McpBroker;
  const lines: string[] = [];
  const started: number[] = [];
  const spawn = ((...how: Parameters<typeof systemPrograms.spawn>) => {
    const child = systemPrograms.spawn(...how);
    if (child.pid !== undefined) started.push(child.pid);
    return child;
  }) as typeof systemPrograms.spawn;
  beforeEach(async () => {
    lines.length = 0;
    started.length = 0;
    const environment = {
      ...process.env,
      NODE_OPTIONS: '--no-warnings',
      LANG: 'C',
      AWS_SECRET_KEY: 'x',
      HTTP_PROXY: 'x',
    };
    broker = await mcpBroker({
      programs: { ...systemPrograms, spawn, environment },
      log: (level, text) => lines.push(`${level} ${text}`),
    });
  });
  afterEach(() => broker.close());

  const open = async (one = '', options: { secret?: string } = {}) => {
    const client = await broker.client(
      'program',
      { script, ...defined({ one: one === '' ? undefined : one }) },
      options,
    );
    const session = await client.mcp();
    const json = async (tool: string) => JSON.parse(textOf(await session.callTool(tool))) as never;
    return { client, session, json, about: () => json('about') as Promise<About> };
  };
  const gone = (...pids: number[]) => vi.waitFor(() => expect(pids.filter(runs)).toEqual([]));

  it('a program gets its declared variables and a short list of the user’s, and nothing else', async () => {
    const { about } = await open('x', { secret });
    const { environment } = await about();
    const own = ['HOME', 'LANG', 'LC_ALL', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'TMPDIR', 'TZ', 'USER'];
    const declared = ['MEMORY_FILE_PATH', 'MODE', 'SERVER_TOKEN'];
    expect(
      Object.keys(environment)
        .filter((name) => !own.includes(name))
        .sort(),
    ).toEqual(declared);
    expect(environment).toMatchObject({ MODE: 'test', LANG: 'C', MEMORY_FILE_PATH: 'x' });
  });

  it('a program gets its secret only in the environment, and cannot tell it to the extension or the log', async () => {
    const { about, session } = await open('x', { secret });
    const { environment, args } = await about();
    expect([environment['SERVER_TOKEN'], args]).toEqual(['[redacted]', ['x']]);
    await session.callTool('say-to-stderr');
    await vi.waitFor(() => expect(lines.join('\n')).toContain('the token is [redacted]'));
    expect(lines.join('\n')).not.toContain(secret);
  });

  it('a flood of stderr is logged as 200 lines of 2,000 characters each', async () => {
    const { session } = await open('x', { secret });
    await session.callTool('say-to-stderr');
    await vi.waitFor(() => expect(lines.at(-1) ?? '').toContain('(more of it is not logged)'));
    expect(await codeOf(session.ping())).toBe('no error');
    expect(lines).toHaveLength(201);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(2_100);
  });

  it('a program is started without a shell, so shell syntax arrives as it is', async () => {
    const tricky = '$(touch /tmp/valetkey-was-here); `id` && "x" > y | z *';
    const { about } = await open(tricky);
    expect((await about()).args).toEqual([tricky]);
  });

  it.each(['deep', 'wide'])(
    'a program whose handshake is too %s for a message is refused and ended',
    async (wrong) => {
      const client = await broker.client(
        'program',
        { script: hostile, one: 'stdio', two: wrong },
        { secret },
      );
      expect(await codeOf(client.mcp())).toBe('mcp-failed');
      expect(started).toHaveLength(1);
      await gone(...started);
    },
  );

  it('a program that reads nothing has at most 256 MiB waiting, cancelled calls included', async () => {
    await broker.client('program', { script });
    const control = rawPort(broker.extension.port as MessagePort);
    const request = { provider: 'acme.mcp/program', reason: 'For tests.' };
    const opened = await (await rawCapability(control, request)).call('mcpOpen', { offers: {} });
    const session = rawPort((opened as { value: { port: MessagePort } }).value.port);
    const call = (id: number, text: string) => {
      const params = { name: 'about', arguments: { text } };
      return session.call('request', { id, method: 'tools/call', params });
    };
    expect(await call(0, '')).toMatchObject({ ok: true });
    for (const pid of started) process.kill(pid, 'SIGSTOP');

    const codes: string[] = [];
    const intended = async (): Promise<number> =>
      (await broker.settings.listAudit({ kind: 'use.intended', limit: 1 })).entries[0]?.seq ?? 0;
    for (let id = 2; id < 142; id += 1) {
      const before = await intended();
      // As JSON six times as long, and then almost the most that a message may be.
      const answer = call(id, '\u0001'.repeat(340_000));
      let isAnswered = false;
      void answer.then(() => {
        isAnswered = true;
      });
      // Right before it is written. Called off earlier it takes no room.
      const isSent = async (): Promise<boolean> => isAnswered || (await intended()) > before;
      await vi.waitFor(async () => expect(await isSent()).toBe(true), { interval: 5 });
      void session.call('notify', { method: 'notifications/cancelled', params: { requestId: id } });
      const outcome = await answer;
      codes.push(outcome === 'closed' ? outcome : outcome.ok ? 'called off' : outcome.error.code);
    }
    // 131 fit, or one less where the last one's call still holds its own size.
    expect(codes.slice(0, 125)).toEqual(Array(125).fill('called off'));
    expect(codes.filter((code) => code === 'too-many-requests').length).toBeGreaterThanOrEqual(2);
    for (const pid of started) process.kill(pid, 'SIGKILL');
    await gone(...started);
  });

  it('a program ends with its session, and so does what it started', async () => {
    const { session, json, about } = await open();
    const { pid } = await about();
    const { child } = (await json('start-child')) as { child: number };
    expect([pid, child].map(runs)).toEqual([true, true]);
    session.close();
    await gone(pid, child);
  });

  it.each<[string, (broker: McpBroker, dispose: () => void) => unknown]>([
    ['its handle is disposed', (_broker, dispose) => dispose()],
    ['the user stops everything', ({ settings }) => settings.stopEverything({})],
    ['the broker closes', ({ broker: inner }) => inner.close()],
  ])('ends when %s, also when it is deaf to SIGTERM', async (_when, end) => {
    const { client, json, about } = await open('deaf');
    const { pid } = await about();
    const { child } = (await json('start-child')) as { child: number };
    await end(broker, client.dispose);
    await gone(pid, child);
  });

  it('a program has ended when the broker has closed, even if it ignores SIGTERM', async () => {
    const { about } = await open('deaf');
    const { pid } = await about();
    await broker.broker.close();
    expect(runs(pid)).toBe(false);
  });

  it('a program has ended when the broker has closed, also during its handshake', async () => {
    const slowly = (pid: number, signal: NodeJS.Signals): void => {
      setTimeout(() => runs(-pid) && systemPrograms.kill(pid, signal), 500);
    };
    const another = await mcpBroker({ programs: { ...systemPrograms, spawn, kill: slowly } });
    const client = await another.client('program', { script, one: 'mute' });
    const opening = codeOf(client.mcp());
    await vi.waitFor(() => expect(started).toHaveLength(1));
    await another.broker.close();
    expect(started.filter(runs)).toEqual([]);
    expect(await opening).toBe('capability-closed');
    await another.close();
  });

  it('a program that died starts again at the next use, pending calls fail, and its lists are new', async () => {
    const { session, about } = await open();
    const { pid } = await about();
    const changed: string[] = [];
    session.on('toolsChanged', () => changed.push('tools'));
    await expect(session.callTool('die')).rejects.toMatchObject({
      code: 'mcp-failed',
      details: { why: 'server-ended' },
    });
    const again = await about();
    expect([again.pid === pid, runs(again.pid), runs(pid)]).toEqual([false, true, false]);
    expect(changed).toEqual(['tools']);
    expect(lines.join('\n')).toContain('ended by itself (exit code 7)');
  });

  it('a program that keeps ending is started more and more slowly, and then no more', async () => {
    const { session, about } = await open();
    await about();
    const started = Date.now();
    const codes: string[] = [];
    for (let time = 0; time < 5; time += 1) codes.push(await codeOf(session.callTool('die')));
    expect(new Set(codes)).toEqual(new Set(['mcp-failed']));
    expect(Date.now() - started).toBeGreaterThan(250 + 500 + 1_000);
    await codeOf(session.callTool('die'));
    await expect(session.ping()).rejects.toMatchObject({ details: { why: 'keeps-ending' } });
  });

  it('a program that ends at once, or does not exist, gives its own error', async () => {
    await expect(open('ends-at-once')).rejects.toMatchObject({ code: 'mcp-failed' });
    const client = await broker.client('program', { script: '/nowhere/at-all.js' });
    await expect(client.mcp()).rejects.toMatchObject({ code: 'mcp-failed' });
  });

  it('a program must have an absolute path, because PATH is not searched', async () => {
    await expect(broker.client('own-program', { path: 'node' })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { at: 'path', expected: expect.stringContaining('absolute path') },
    });
  });

  it('printed text that is no message is skipped', async () => {
    const { json } = await open();
    expect(await json('say-nonsense')).toBe('said');
    expect(await json('say-nonsense')).toBe('said');
  });

  it('notifications that nobody takes do not delay answers', async () => {
    const { json } = await open();
    const began = performance.now();
    for (const _ of [1, 2]) expect(await json('tell-of-each-word')).toBe('told');
    expect(performance.now() - began).toBeLessThan(55_000); // 10 ms for each of them would be a minute
  });

  it('at most eight programs run per connection and extension, and an ended one frees its place', async () => {
    const { client, session } = await open();
    const more = await Promise.all(Array.from({ length: 7 }, () => client.mcp()));
    expect(await codeOf(client.mcp())).toBe('too-many-requests');
    session.close();
    await vi.waitFor(async () => expect(await codeOf(client.mcp())).toBe('no error'));
    for (const one of more) one.close();
  });
});
