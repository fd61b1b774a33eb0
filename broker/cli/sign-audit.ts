import { ValetkeyError } from '@valetkey/api-contracts';
import { auditMigrations } from '../audit/audit-log.ts';
import { makeRowReader } from '../audit/read-rows.ts';
import { makeHeadSeal } from '../audit/seal-head.ts';
import { exportSigned, proveEntry, type SignPowers } from '../audit/signed-export.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { reading } from './open-to-read.ts';
import { readSealKey } from './read-seal-key.ts';
import { sealExpected, told, verifyFile } from './verify-audit.ts';
import { writeLines, writeLog } from './write-lines.ts';

type Options = { readonly folder: string; readonly passphraseFile?: string | undefined };

/** The public half. Those who check an export take it from a person, and not from the file that is checked. */
export const showKey = async (options: Options, { stdout }: CommandPowers): Promise<ExitCode> => {
  await writeLines(stdout, [(await unlocked(options)).signer.publicKey]);
  return exitCodes.ok;
};

export const exportSignedAudit = (options: Options, powers: CommandPowers): Promise<ExitCode> =>
  signing(options, powers, (sign) => exportSigned(sign));

export const proveAuditEntry = (seq: number, options: Options, powers: CommandPowers): Promise<ExitCode> =>
  signing(options, powers, (sign) => {
    try {
      return proveEntry(sign, seq).split('\n').slice(0, -1);
    } catch (error) {
      if (!(error instanceof ValetkeyError && error.code === 'not-found')) throw error;
      throw new CommandError(
        `There is no entry ${seq}, or it was removed after the time that logs are kept.`,
      );
    }
  });

/** The whole log is verified before: the first entry that does not fit is named, and nothing is signed. */
const signing = async (
  options: Options,
  { stdout, stderr }: CommandPowers,
  linesOf: (powers: SignPowers) => Iterable<string>,
): Promise<ExitCode> => {
  const { key, signer } = await unlocked(options);
  const expected = await sealExpected(options.folder);
  return reading(options.folder, 'audit.db', auditMigrations, async (database) => {
    const rows = makeRowReader(database);
    const seal = makeHeadSeal({ database, rows, sealKey: () => key, sealExpected: () => expected });
    const verdict = await verifyFile({ database, rows, seal });
    const found = told(verdict, { state: 'unlocked', key, signer });
    if (found.code !== exitCodes.ok || verdict.seal !== 'valid') {
      await writeLines(stderr, ['Nothing was signed.', ...found.lines]);
      return found.code === exitCodes.ok ? exitCodes.unusable : found.code;
    }
    try {
      const lines = linesOf({ database, rows, seal, signer });
      await writeLog(stdout, lines, 'jsonl');
      return exitCodes.ok;
    } catch (error) {
      if (!(error instanceof ValetkeyError && error.code === 'conflict')) throw error;
      throw new CommandError('The log was changed or shortened while it was read. Run the command again.');
    }
  });
};

const unlocked = async (options: Options) => {
  const key = await readSealKey(options);
  if (key.state === 'locked') throw new CommandError(`The vault holds the key that signs. ${key.why}`);
  return key;
};
