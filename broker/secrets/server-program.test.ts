import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
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
