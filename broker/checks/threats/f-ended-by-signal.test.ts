import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { descendantsOf, isRunning } from '../fixtures/processes.ts';

const dist = (name: string): string => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
const oddProgram = fileURLToPath(new URL('../../mcp/fixtures/odd-program.mjs', import.meta.url));
const signals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;
const patience = { interval: 20, timeout: 240_000 };

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'valetkey-signal-'));
  mkdirSync(join(parent, 'tmp'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

type Started = { readonly child: ChildProcess; output(): string; readonly ended: Promise<unknown> };
const started = (script: string, ...args: string[]): Started => {
  const env = { ...process.env, TMPDIR: join(parent, 'tmp') };
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      output += String(chunk);
    });
  return { child, output: () => output, ended: once(child, 'close') };
};
const run = async (...args: string[]): Promise<string> => {
  const { ended, output } = started(dist('cli/main.js'), ...args);
  await ended;
  return output();
};
const said = ({ output, child }: Started, what: RegExp): Promise<RegExpExecArray> =>
  vi.waitFor(() => {
    const found = what.exec(output());
    if (found !== null) return found;
    throw new Error(`${child.exitCode ?? child.signalCode ?? 'still runs'}\n${output()}`);
  }, patience);

/** Twice, as somebody does who has no patience. What it had started must be gone when it is. */
const endedTwice = async (program: Started, signal: NodeJS.Signals): Promise<number> => {
  const { child, ended } = program;
  const all = descendantsOf(child.pid ?? 0);
  child.kill(signal);
  await new Promise((resolve) => setTimeout(resolve, 150));
  child.kill(signal);
  await ended;
  await vi.waitFor(() => expect(all.filter(isRunning)).toEqual([]));
  return all.length;
};

/** Opens an MCP server that ignores the end of its input and SIGTERM, and that starts a child. */
const extensionWithDeafProgram = (): string => {
  const folder = join(parent, 'extension');
  mkdirSync(folder);
  const deaf = {
    id: 'deaf',
    name: 'Deaf',
    description: 'For tests.',
    origins: [],
    fields: [{ id: 'token', type: 'secret', label: 'Token' }],
    auth: { kind: 'none' },
    mcp: {
      transport: 'stdio',
      command: process.execPath,
      args: [oddProgram, 'deaf'],
      environment: { SERVER_TOKEN: '{token}' },
    },
  };
  const asked = { provider: 'acme.deaf/deaf', reason: 'For tests.', access: { mcpTools: ['*'] } };
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'deaf',
      publisher: 'acme',
      version: '1.0.0',
      main: 'main.cjs',
      contributes: { connectionProviders: [deaf], connectionRequests: [asked] },
    }),
  );
  writeFileSync(
    join(folder, 'main.cjs'),
    `const { defineExtension } = require('@valetkey/extension-api');
    exports.extension = defineExtension({ activate: async ({ connections, log }) => {
      const handle = await connections.request(${JSON.stringify(asked)});
      const session = await connections.use(handle).mcp();
      const told = async (tool) => (await session.callTool(tool)).content[0].text;
      log.info('pid ' + JSON.parse(await told('about')).pid + ' child ' + JSON.parse(await told('start-child')).child);
    } });`,
  );
  return folder;
};

describe.skipIf(process.platform !== 'linux')('a command ended by a signal that comes twice', () => {
  it('`valetkey run` ends a deaf MCP program and everything that the program started', async () => {
    const extension = extensionWithDeafProgram();
    const folder = join(parent, 'data');
    for (const name of ['passphrase', 'token']) writeFileSync(join(parent, name), `${name}-0123456789abcdef`);
    const options = ['--folder', folder, '--passphrase-file', join(parent, 'passphrase')];
    const secret = ['--secret-file', `token=${join(parent, 'token')}`];
    await run('connect', 'acme.deaf/deaf', '--extension', extension, ...options, ...secret);
    rmSync(join(parent, 'token'));
    for (const signal of signals) {
      const program = started(dist('cli/main.js'), 'run', extension, ...options, '--answer', 'once');
      const [, pid = 0, child = 0] = (await said(program, /pid (\d+) child (\d+)/)).map(Number);
      expect([signal, ...[pid, child].map(isRunning)]).toEqual([signal, true, true]);
      expect(await endedTwice(program, signal)).toBeGreaterThanOrEqual(2);
      expect(program.child.exitCode).toBe(0);
    }
    const log = await run('audit', 'list', '--json', '--folder', folder);
    expect(log.split('"kind":"extension.stopped","extension":"acme.deaf"')).toHaveLength(1 + signals.length);
    expect(await run('audit', 'verify', ...options)).not.toContain('not');
  });

  it.each([
    ['SIGINT', '== Three real servers start'],
    ['SIGHUP', '== The broker opens'],
    ['SIGTERM', '== hostile'],
    ['SIGINT', '== The audit log'],
  ] as const)(
    'the demo, ended by %s, leaves no server and no folder behind, after %s',
    async (signal, heading) => {
      const runUntilSignal = async (): Promise<Started> => {
        const program = started(dist('demo/main.js'), '--answer', 'once');
        await said(program, new RegExp(heading));
        await endedTwice(program, signal);
        expect(readdirSync(join(parent, 'tmp')), program.output()).toEqual([]);
        return program;
      };
      let program = await runUntilSignal();
      // Its last part is short: on a busy machine the signal can come after the end, and tells nothing then.
      for (let again = 0; again < 4 && program.child.exitCode === 0; again += 1)
        program = await runUntilSignal();
      const code = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signal];
      expect([program.child.exitCode, program.output()]).toEqual([
        code,
        expect.stringContaining('Interrupted'),
      ]);
    },
  );

  it.each(signals)('`valetkey prove`, ended by %s, leaves no folder behind', async (signal) => {
    const program = started(dist('cli/main.js'), 'prove');
    await vi.waitFor(() => expect(readdirSync(join(parent, 'tmp'))).toHaveLength(1), patience);
    await endedTwice(program, signal);
    expect(readdirSync(join(parent, 'tmp'))).toEqual([]);
    expect(program.output()).toContain('Interrupted before it was done.');
  });

  it('a program is killed when the process that started it ends by an uncaught error', async () => {
    const script = join(parent, 'throws.mjs');
    const deaf = `process.on('SIGTERM', () => 0); setInterval(() => 0, 1000)`;
    writeFileSync(
      script,
      `import { systemPrograms } from ${JSON.stringify(dist('secrets/system-programs.js'))};
      const { pid } = systemPrograms.spawn(process.execPath, ['-e', ${JSON.stringify(deaf)}], { detached: true });
      process.on('SIGUSR2', () => { throw new Error('nobody caught it'); });
      console.log('pid ' + pid);
      setInterval(() => 0, 1000);`,
    );
    const program = started(script);
    const [, pid = 0] = (await said(program, /pid (\d+)/)).map(Number);
    expect(isRunning(pid)).toBe(true);
    program.child.kill('SIGUSR2');
    await program.ended;
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false));
  });
});
