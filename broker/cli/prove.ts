import { proveHere, tellChecks } from '../prove/prove-here.ts';
import { nodeProofShell } from '../prove/prove-node-shell.ts';
import { type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { writeLines } from './write-lines.ts';

type Options = { readonly keyring: boolean; readonly json: boolean };

export async function prove({ keyring, json }: Options, powers: CommandPowers): Promise<ExitCode> {
  const { stdout, stderr, untilInterrupted } = powers;
  const shell = nodeProofShell({ keyring, stderr });
  const { proved, lines } = tellChecks(await proveHere(shell, untilInterrupted()), json);
  await writeLines(stdout, lines);
  return proved ? exitCodes.ok : exitCodes.tampered;
}
