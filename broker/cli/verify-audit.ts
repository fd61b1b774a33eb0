import { auditMigrations } from '../audit/audit-log.ts';
import { makeBlockIndex } from '../audit/block-index.ts';
import { makeRowReader, untouched } from '../audit/read-rows.ts';
import { makeHeadSeal } from '../audit/seal-head.ts';
import { type VerifyPowers, verifyChain } from '../audit/verify.ts';
import { type AuditVerdict, auditFaultText } from '../contracts/audit.ts';
import { english } from '../contracts/texts/say.ts';
import { makeSettingStore } from '../settings/setting-store.ts';
import { stateMigrations } from '../stores/state-migrations.ts';
import { type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { reading } from './open-to-read.ts';
import { readSealKey, type SealKey } from './read-seal-key.ts';
import { writeLines } from './write-lines.ts';

type Options = { readonly folder: string; readonly passphraseFile?: string | undefined };

export async function verifyAudit(options: Options, { stdout }: CommandPowers): Promise<ExitCode> {
  const { folder } = options;
  const expected = await sealExpected(folder);
  return reading(folder, 'audit.db', auditMigrations, async (database) => {
    const rows = makeRowReader(database);
    const sealed = rows.sealedHead() !== undefined;
    // Without a seal no key is needed, and nobody is asked for one.
    const key: SealKey = sealed ? await readSealKey(options) : { state: 'locked', why: '' };
    const sealKey = (): Uint8Array | undefined => (key.state === 'unlocked' ? key.key : undefined);
    const seal = makeHeadSeal({ database, rows, sealKey, sealExpected: () => expected });
    const verdict = await verifyFile({ database, rows, seal });
    const { lines, code } = told(verdict, key);
    await writeLines(stdout, lines);
    return code;
  });
}

/** With the index that `access` and filtered exports read by. This process wrote none of it. */
export const verifyFile = (file: Pick<VerifyPowers, 'database' | 'rows' | 'seal'>): Promise<AuditVerdict> =>
  verifyChain({ ...file, index: makeBlockIndex(file.database, file.rows), ownHead: () => untouched });

/** Whether state.db remembers that the log was sealed: a seal that is gone is then no young log. */
export const sealExpected = (folder: string): Promise<boolean> =>
  reading(
    folder,
    'state.db',
    stateMigrations,
    (database) => makeSettingStore({ database }).get('audit.sealed') === 'yes',
  );

type Told = { readonly lines: readonly string[]; readonly code: ExitCode };

export const told = ({ ok, entries, seal, firstBad }: AuditVerdict, key: SealKey): Told => {
  const count = `${entries} ${entries === 1 ? 'entry' : 'entries'} checked.`;
  if (ok && seal === 'valid')
    return { lines: [`The log is intact: its chain and seal verify. ${count}`], code: exitCodes.ok };
  if (ok)
    return {
      lines: [
        `The chain verifies. ${count}`,
        'The log has no seal yet, because the vault was never unlocked. A missing end would not be detected.',
      ],
      code: exitCodes.ok,
    };
  if (firstBad?.why === 'not-sealed' && seal === 'locked' && key.state === 'locked')
    return {
      lines: [
        `The chain verifies. A missing end cannot be detected while the vault is locked. ${count}`,
        key.why,
      ],
      code: exitCodes.unusable,
    };
  return {
    lines: [
      `The log was changed or damaged: ${auditFaultText(english, firstBad)}`,
      `${entries} ${entries === 1 ? 'entry' : 'entries'} before that verify. Keep the file as it is, and compare it with an earlier export.`,
    ],
    code: exitCodes.tampered,
  };
};
