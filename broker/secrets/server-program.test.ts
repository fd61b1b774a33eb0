import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { makeScrubber } from './redaction/scrubber.ts';
import { type ProgramPowers, startProgram } from './server-program.ts';
import { makeSecret } from './vault/plaintext.ts';

const started = (environment: object, own: Record<string, string>) => {
  let env: Record<string, string> | undefined;
  const powers = {
    spawn: (_command: string, _args: string[], how: { env: Record<string, string> }) => {
      env = how.env;
      return new EventEmitter();
    },
    kill: () => undefined,
    platform: 'linux',
    environment: own,
  } as unknown as ProgramPowers;
  const program = { command: '/bin/x', args: [], cwd: undefined, environment } as never;
  startProgram(program, {} as never, {} as never, powers);
  return env;
};

it('a function that a shell exports is not passed on to a program', () => {
  expect(started({}, { LANG: '() { :; }; touch /tmp/here', PATH: '/bin' })).toEqual({ PATH: '/bin' });
});

it('a secret with a NUL starts no program, and the error does not quote it', () => {
  const secret = 'canary-nul-4kQ7sWn2Zr9V\0rest';
  let error: unknown;
  try {
    started({ TOKEN: makeSecret(secret) }, {});
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ code: 'credential-malformed' });
  expect(String(error)).not.toContain('canary-nul');
});

/** A script in a program of its own: what was told of it, in order. */
const ran = async (script: string): Promise<readonly string[]> => {
  const told: string[] = [];
  const { stream } = makeScrubber(['canary-of-a-program-6hT4qLm9Wz']);
  await new Promise<void>((resolve) => {
    startProgram(
      { command: process.execPath, args: ['-e', script], cwd: undefined, environment: {} },
      { output: stream, errorOutput: stream },
      {
        data: (chunk) => told.push(Buffer.from(chunk).toString()),
        errorOutput: (chunk) => told.push(Buffer.from(chunk).toString()),
        ended: ({ code }) => {
          told.push(`exit code ${code}`);
          resolve();
        },
      },
      { spawn, kill: process.kill, platform: process.platform, environment: process.env },
    );
  });
  return told;
};

it('the end of a program is told after its last words', async () => {
  const told = await ran("process.stderr.write('x'.repeat(60_000) + 'its last words'); process.exit(3)");
  expect(told.at(-1)).toBe('exit code 3');
  expect(told.slice(0, -1).join('')).toBe(`${'x'.repeat(60_000)}its last words`);
});

it('the end of a program is told, too, while what it left behind holds its pipes', async () => {
  const told = await ran(`
    const left = require('node:child_process').spawn('sleep', ['600'], { detached: true, stdio: 'inherit' });
    process.stdout.write(String(left.pid), () => process.exit(0));
  `);
  const pid = Number(told[0]);
  onTestFinished(() => void process.kill(pid, 'SIGKILL'));
  expect(pid).toBeGreaterThan(1);
  expect(told.at(-1)).toBe('exit code 0');
});
