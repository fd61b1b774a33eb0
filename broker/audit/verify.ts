import { setImmediate } from 'node:timers/promises';
import { ValetkeyError } from '@valetkey/api-contracts';
import type { AuditVerdict } from '../contracts/audit.ts';
import type { OpenedDatabase } from '../database/open-database.ts';
import type { BlockIndex } from './block-index.ts';
import { type AuditRow, type Head, misfitOf } from './chain.ts';
import type { Checkpoint, RowReader } from './read-rows.ts';
import { inReadTransaction } from './read-transaction.ts';
import type { HeadSeal } from './seal-head.ts';

type FirstBad = NonNullable<AuditVerdict['firstBad']>;

/** About a millisecond of work; a frame of a UI has sixteen. */
const sliceRows = 250;

export type VerifyPowers = {
  database: OpenedDatabase;
  rows: RowReader;
  seal: HeadSeal;
  index: Pick<BlockIndex, 'through' | 'finder'>;
  /** What this process wrote last: the file may not have less. */
  ownHead: () => Head;
  /** How many entries were looked at so far. */
  onProgress?: ((entries: number) => void) | undefined;
  /** Asked between slices: the log is being closed. */
  stopped?: () => boolean;
};

/**
 * `ok` means that every entry fits the one before it and that the seal, where there is one, was checked and matches.
 * With a seal and a locked vault it is therefore not ok but `not-sealed`, which is no sign of tampering.
 * Appends go on meanwhile: the walk ends at what was newest when it began, and begins again when pruning overtook it.
 * @throws ValetkeyError `aborted` when the log is closed before the walk has ended
 */
export const verifyChain = async (powers: VerifyPowers): Promise<AuditVerdict> => {
  for (;;) {
    const verdict = await walk(powers);
    if (verdict !== 'pruned-meanwhile') return verdict;
    await setImmediate();
    if (powers.stopped?.()) throw new ValetkeyError({ code: 'aborted' });
  }
};

const walk = async (powers: VerifyPowers): Promise<AuditVerdict | 'pruned-meanwhile'> => {
  const { rows, seal } = powers;
  const start = inReadTransaction(powers.database, () => ({
    checkpoint: rows.checkpoint(),
    sealed: rows.sealedHead(),
    newest: rows.newest()?.seq ?? 0,
    indexed: powers.index.through(),
  }));
  const state = seal.state(start.checkpoint, start.sealed);
  const known = [state === 'valid' ? start.sealed : undefined, powers.ownHead()].filter(
    (head) => head !== undefined,
  );
  const isFound = powers.index.finder();
  let position: Head = start.checkpoint;
  let read = Number.MIN_SAFE_INTEGER;
  let entries = 0;

  for (;;) {
    const slice = inReadTransaction(powers.database, () => ({
      checkpoint: rows.checkpoint(),
      found: rows.after(read, start.newest, sliceRows),
    }));
    if (slice.checkpoint.seq > position.seq) return 'pruned-meanwhile';
    for (const row of slice.found) {
      const bad = judge(position, row, start.checkpoint, known);
      if (bad !== undefined) return { ok: false, entries, seal: state, firstBad: bad };
      if (row.seq <= start.indexed && !isFound(row))
        return { ok: false, entries, seal: state, firstBad: { seq: row.seq, why: 'hidden' } };
      position = { seq: row.seq, link: String(row.link) };
      read = row.seq;
      entries += 1;
    }
    powers.onProgress?.(entries);
    if (slice.found.length < sliceRows) break;
    await setImmediate();
    if (powers.stopped?.()) throw new ValetkeyError({ code: 'aborted' });
  }

  if (known.some((head) => head.seq > position.seq))
    return { ok: false, entries, seal: state, firstBad: { seq: position.seq + 1, why: 'tail-cut' } };
  if (state === 'broken' || state === 'locked')
    return {
      ok: false,
      entries,
      seal: state,
      firstBad: { seq: start.sealed?.seq ?? position.seq, why: 'not-sealed' },
    };
  return { ok: true, entries, seal: state };
};

const judge = (
  position: Head,
  row: AuditRow,
  checkpoint: Checkpoint,
  known: readonly Head[],
): FirstBad | undefined => {
  if (row.seq <= checkpoint.seq) return { seq: row.seq, why: 'reordered' }; // it would have been pruned
  if (row.seq > position.seq + 1) return { seq: position.seq + 1, why: 'missing' };
  const misfit = misfitOf(position.link, row);
  if (misfit !== undefined) return { seq: row.seq, why: misfit };
  // The chain fits, and is another one than was sealed or written: where it parted cannot be told from here.
  if (known.some((head) => head.seq === row.seq && head.link !== row.link))
    return { seq: row.seq, why: 'edited' };
  return undefined;
};
