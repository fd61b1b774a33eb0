import type { OpenedDatabase } from '../database/open-database.ts';
import { inTransaction } from '../database/transaction.ts';
import type { EntryWriter } from './append-entry.ts';
import { misfitOf, type Row } from './chain.ts';
import { atOfLine } from './filter-rows.ts';
import type { Checkpoint, RowReader } from './read-rows.ts';
import type { HeadSeal } from './seal-head.ts';

/** Whichever removes more. */
export type Retention = { readonly days: number; readonly entries: number };
export const defaultRetention: Retention = Object.freeze({ days: 90, entries: 100_000 });

const sliceRows = 5_000;
const settleDays = 7;
const dayMs = 86_400_000;

export type PrunePowers = { database: OpenedDatabase; rows: RowReader; seal: HeadSeal; writer: EntryWriter };

/**
 * Removes the oldest entries in slices. A slice is one transaction: the entries go, the checkpoint takes the place of
 * the last of them, an `audit.pruned` entry says so, and the seal covers both; so a crash leaves the old state or the
 * new one. Entries that did not fit the chain go as well, or one damaged entry would keep the log growing for ever,
 * but then the new entry tells it.
 *
 * With a seal and no key nothing is removed: the checkpoint could not be sealed, and would look like tampering. The
 * next time after the vault was unlocked it is made up for. A broken seal is kept with everything under it.
 *
 * By age, the oldest entries up to the first that is young enough go: a clock that was set forward once delays that. One
 * that is years ahead would empty the log, which nobody could give back, so a time in which nothing was written counts as
 * `settleDays`, until the log has gone on for as long after it: then the clock is right, and the computer slept.
 */
export const makePrune = ({ database, rows, seal, writer }: PrunePowers) => {
  const firstYoung = database
    .prepare(`SELECT seq FROM entries WHERE ${atOfLine} >= ? ORDER BY seq LIMIT 1`)
    .raw();
  const lastBefore = database
    .prepare(`SELECT ${atOfLine} FROM entries WHERE ${atOfLine} <= ? ORDER BY seq DESC LIMIT 1`)
    .raw();
  const remove = database.prepare('DELETE FROM entries WHERE seq <= ?');
  const put = database.prepare(
    'INSERT OR REPLACE INTO checkpoint (id, seq, link, at, removed) VALUES (1, ?, ?, ?, ?)',
  );

  /** 0: none. */
  const lastTooOld = (keep: Retention, now: number): number => {
    const keepMs = keep.days * dayMs;
    const settleMs = Math.min(settleDays * dayMs, keepMs);
    const settled = lastBefore.get([now - settleMs]) as [number] | undefined;
    if (settled === undefined) return 0;
    // There is one: the settled entry itself.
    const [young] = firstYoung.get([settled[0] + settleMs - keepMs]) as [number];
    return young - 1;
  };

  const slice = (entries: number, tooOld: number, now: number): number => {
    const checkpoint = rows.checkpoint();
    const state = seal.state(checkpoint, rows.sealedHead());
    const newest = rows.newest();
    if (newest === undefined || state === 'locked' || state === 'broken') return 0;
    // The `audit.pruned` entry to come counts as one of those that stay.
    const tooMany = newest.seq - checkpoint.seq > entries ? newest.seq + 1 - entries : 0;
    const going = rows.after(Number.MIN_SAFE_INTEGER, Math.max(tooMany, tooOld), sliceRows);
    const last = going.at(-1);
    if (last === undefined) return 0;
    const removed = checkpoint.removed + going.length;
    const moved: Checkpoint = { seq: last.seq, link: String(last.link), at: now, removed };
    const head = writer.append({ kind: 'audit.pruned', outcome: 'ok', detail: detailOf(checkpoint, going) });
    remove.run([last.seq]);
    put.run([moved.seq, moved.link, moved.at, moved.removed]);
    seal.write(head, moved);
    return going.length;
  };

  return (keep: Retention, now: number): { removed: number } => {
    const tooOld = lastTooOld(keep, now);
    let total = 0;
    for (;;) {
      const before = writer.head;
      try {
        const removed = inTransaction(database, () => slice(keep.entries, tooOld, now));
        if (removed === 0) return { removed: total };
        total += removed;
      } catch (error) {
        writer.goBackTo(before);
        throw error;
      }
    }
  };
};

/** Only numbers and our own words: they are chained, and read by people. */
const detailOf = (checkpoint: Checkpoint, going: readonly Row[]): string => {
  let previous = checkpoint.link;
  let expected = checkpoint.seq + 1;
  let bad: number | undefined;
  for (const row of going) {
    if (row.seq !== expected || misfitOf(previous, row) !== undefined) bad ??= Math.min(row.seq, expected);
    previous = String(row.link);
    expected = row.seq + 1;
  }
  const told = `removed ${going.length} through ${expected - 1}`;
  return bad === undefined ? told : `${told}, did not fit at ${bad}`;
};
