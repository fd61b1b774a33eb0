import type { OpenedDatabase } from '../database/open-database.ts';

/** Appends, each at least one page of 4 KB in the write-ahead log. */
const mergeAfter = 4_000;
/** Where a reader or a full disk has kept it from being merged. */
const againAfter = 400;
/** What it keeps of the disk once it was larger, because it could not be merged for a while. */
const keptBytes = 16 * 1024 * 1024;

export type MergeWal = {
  wrote(entries: number): void;
  /** 2 ms that no append has to pay; SQLite's own would come in the middle of one, and fsync the whole log first. */
  mergeIfLong(): void;
};

export function makeMergeWal(database: OpenedDatabase): MergeWal {
  let unmerged = 0;
  database.pragma(`wal_autocheckpoint = ${mergeAfter * 4}`); // if the timer does not get its turn
  database.pragma(`journal_size_limit = ${keptBytes}`);
  const isMerged = (): boolean => {
    try {
      const checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').raw().get([]);
      const [busy, pages, merged] = checkpoint as unknown as readonly number[];
      return busy === 0 && pages === merged;
    } catch {
      return false; // the entries are on disk, in the log
    }
  };
  return Object.freeze<MergeWal>({
    wrote: (entries) => {
      unmerged += entries;
    },
    mergeIfLong: () => {
      if (unmerged < mergeAfter) return;
      unmerged = isMerged() ? 0 : mergeAfter - againAfter;
    },
  });
}
