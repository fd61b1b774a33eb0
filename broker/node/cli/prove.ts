import { proveHere } from '../prove/prove-here.ts';
import { type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { writeLines } from './write-lines.ts';

type Options = { readonly keyring: boolean; readonly json: boolean };

export const prove = async ({ keyring, json }: Options, powers: CommandPowers): Promise<ExitCode> => {
  const { stdout } = powers;
  const checks = await proveHere({ keyring, stderr: powers.stderr });
  const proved = checks.every(({ ok }) => ok);
  const lines = json
    ? checks.map((check) => JSON.stringify(check))
    : [
        ...checks.map(({ ok, text }) => `${ok ? 'ok  ' : 'FAIL'}  ${text}`),
        proved ? 'proved, on this installation' : 'NOT proved',
      ];
  await writeLines(stdout, lines);
  return proved ? exitCodes.ok : exitCodes.tampered;
};
