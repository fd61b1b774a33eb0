import { setImmediate } from 'node:timers/promises';
import type { Retention } from '../contracts/settings-audit.ts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { inTransaction } from '../database/transaction.ts';
import type { EntryWriter } from './append-entry.ts';
import type { BlockIndex } from './block-index.ts';
import { atOf } from './block-words.ts';
import { type AuditRow, misfitOf } from './chain.ts';
import { atOfLine } from './filter-rows.ts';
import { prunedWith, treeText } from './log-tree.ts';
import type { Checkpoint, RowReader } from './read-rows.ts';
import type { HeadSeal } from './seal-head.ts';

/** Whichever removes more. */
export const defaultRetention: Retention = Object.freeze({ days: 90, entries: 100_000 });

/** Some 10 ms of work. */
const sliceRows = 2_000;
/** Pages of 4 KB; a slice frees about 200. */
const slicePages = 256;
const settleDays = 7;
const dayMs = 86_400_000;

export type PrunePowers = {
  readonly database: OpenedDatabase;
  readonly rows: RowReader;
  readonly seal: HeadSeal;
  readonly writer: EntryWriter;
  readonly index: Pick<BlockIndex, 'removeThrough'>;
  /** Asked between slices: the log is being closed. */
  readonly stopped: () => boolean;
};

/** Resolves with the number of entries that went. Rejects when a slice fails; the slices before it stand. */
export type Prune = (keep: Retention, now: number) => Promise<{ removed: number }>;

/**
 * Removes the oldest entries in slices, with a turn of the event loop between them. A slice is one transaction: the
 * entries go, the checkpoint takes the place of the last of them, an `audit.pruned` entry says so, and the seal covers
 * both; so a crash leaves the old state or the new one. Entries that do not fit the chain go as well, or one damaged
 * entry would keep the log growing for ever, but then the new entry says so.
 *
 * With a seal and no key nothing is removed: the checkpoint could not be sealed, and would look like tampering. The
 * next run after the vault is unlocked makes up for it. A broken seal is kept with everything under it.
 *
 * By age, the oldest entries up to the first that is young enough go: a clock that was set forward once delays that. One
 * that is years ahead would empty the log, which nobody could give back, so a time in which nothing was written counts as
 * `settleDays`, until the log has gone on for as long after it: then the clock is right, and the computer slept.
 */
export function makePrune({ database, rows, seal, writer, index, stopped }: PrunePowers): Prune {
  const newestBefore = database
    .prepare(
      `SELECT ${atOfLine} FROM entries WHERE seq <= ? AND seq > ? AND ${atOfLine} <= ? ORDER BY seq DESC LIMIT 1`,
    )
    .raw();
  const remove = database.prepare('DELETE FROM entries WHERE seq <= ?');
  const put = database.prepare(
    'INSERT OR REPLACE INTO checkpoint (id, seq, link, at, removed, tree) VALUES (1, ?, ?, ?, ?, ?)',
  );

  /** When the newest entry of at most `before` was written. */
  const settledAt = async (before: number): Promise<number | undefined> => {
    const { seq: oldest } = rows.checkpoint();
    for (let seq = rows.newest()?.seq ?? 0; seq > oldest && !stopped(); seq -= sliceRows) {
      const found = newestBefore.get([seq, seq - sliceRows, before]) as [number] | undefined;
      if (found !== undefined) return found[0];
      await setImmediate();
    }
    return undefined;
  };

  /** Entries from then on stay, whatever the clock says. 0: all of them. */
  const youngFrom = async (keep: Retention, now: number): Promise<number> => {
    const keepMs = keep.days * dayMs;
    const settleMs = Math.min(settleDays * dayMs, keepMs);
    const settled = await settledAt(now - settleMs);
    return settled === undefined ? 0 : settled + settleMs - keepMs;
  };

  const slice = (entries: number, young: number, now: number): number => {
    const checkpoint = rows.checkpoint();
    const state = seal.state(checkpoint, rows.sealedHead());
    const newest = rows.newest();
    if (newest === undefined || state === 'locked' || state === 'broken') return 0;
    // The `audit.pruned` entry to come counts as one of those that stay.
    const tooMany = newest.seq - checkpoint.seq > entries ? newest.seq + 1 - entries : 0;
    const oldest = rows.after(Number.MIN_SAFE_INTEGER, newest.seq, sliceRows);
    const stays = oldest.findIndex((row) => row.seq > tooMany && atOf(row) >= young);
    const going = stays < 0 ? oldest : oldest.slice(0, stays);
    const last = going.at(-1);
    if (last === undefined) return 0;
    const removed = checkpoint.removed + going.length;
    const bad = firstMisfit(checkpoint, going);
    const tree = treeText(prunedWith(checkpoint, going, bad !== undefined));
    const moved: Checkpoint = { seq: last.seq, link: String(last.link), at: now, removed, tree };
    const head = writer.append({
      kind: 'audit.pruned',
      outcome: 'ok',
      detail: detailOf(going.length, last.seq, bad),
    });
    remove.run([last.seq]);
    index.removeThrough(last.seq);
    put.run([moved.seq, moved.link, moved.at, moved.removed, tree]);
    seal.write(head, moved);
    return going.length;
  };

  /** What the entries took goes back to the disk. */
  const shrink = (): void => {
    database.exec(`PRAGMA incremental_vacuum(${slicePages})`);
    database.pragma('wal_checkpoint(PASSIVE)');
  };

  return async (keep, now) => {
    // Nothing would go, and looking for what is old reads the whole log.
    const state = seal.state(rows.checkpoint(), rows.sealedHead());
    if (state === 'locked' || state === 'broken') return { removed: 0 };
    const young = await youngFrom(keep, now);
    let total = 0;
    // What is appended meanwhile is for the next run, or this one would never end on a busy log.
    for (let removed = sliceRows; removed === sliceRows && !stopped(); ) {
      const before = writer.head;
      try {
        removed = inTransaction(database, () => slice(keep.entries, young, now));
        total += removed;
      } catch (error) {
        writer.goBackTo(before);
        throw error;
      }
      if (removed === 0) break;
      await setImmediate();
      if (!stopped()) shrink();
      await setImmediate();
    }
    return { removed: total };
  };
}

const firstMisfit = (checkpoint: Checkpoint, going: readonly AuditRow[]): number | undefined => {
  let previous = checkpoint.link;
  let expected = checkpoint.seq + 1;
  let bad: number | undefined;
  for (const row of going) {
    if (row.seq !== expected || misfitOf(previous, row) !== undefined) bad ??= Math.min(row.seq, expected);
    previous = String(row.link);
    expected = row.seq + 1;
  }
  return bad;
};

/** Only numbers and our own words: they are chained, and read by people. */
const detailOf = (removed: number, through: number, bad: number | undefined): string => {
  const told = `removed ${removed} through ${through}`;
  return bad === undefined ? told : `${told}, did not fit at ${bad}`;
};
