import { type BudgetKind, ValetkeyError } from '@valetkey/api-contracts';
import type { AuditEvent, AuditFilter, AuditVerdict } from '../contracts/audit.ts';
import type { Retention } from '../contracts/settings-audit.ts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { storageFailed } from '../database/storage-failed.ts';
import { type After, after } from '../time/after.ts';
import { makeUnfinished } from '../time/unfinished.ts';
import { makeEntryWriter } from './append-entry.ts';
import { makeAppendSoon } from './append-soon.ts';
import { makeBlockIndex } from './block-index.ts';
import type { AuditRow } from './chain.ts';
import { type ExportFormat, exportEntries } from './export-entries.ts';
import { type AuditExtent, extentOf } from './extent.ts';
import type { RowFilter } from './filter-rows.ts';
import { type AuditPage, listEntries } from './list-entries.ts';
import { makeMergeWal } from './merge-wal.ts';
import { defaultRetention, makePrune } from './prune.ts';
import { makeRowReader } from './read-rows.ts';
import { readInSlices } from './read-slices.ts';
import { makeHeadSeal } from './seal-head.ts';
import { type LogSigning, makeLogSigning } from './sign-log.ts';
import { makeSpend, type Spend, type Spending } from './spend.ts';
import { makeSyncBehind } from './sync-behind.ts';
import { verifyChain } from './verify.ts';

export { auditMigrations, growingTables } from './migrations.ts';
export { defaultRetention } from './prune.ts';

export type AuditLog = {
  /**
   * Its number, once the entry is in the write-ahead log: a killed process keeps it, and at most 100 ms later so does
   * a power cut. @throws ValetkeyError `audit-unavailable`: nothing was written, and the caller must not go on
   */
  append(event: AuditEvent): number;
  /**
   * As `append`, together with what else is appended in this turn of the event loop: for the many lines of uses.
   * Rejects as `append` throws.
   */
  appendSoon(event: AuditEvent): Promise<number>;
  /**
   * For what has happened already, such as the end of a use: written with the next entry, at most 100 ms later. A
   * killed process loses it; the intent of that use is in the log.
   */
  appendLater(event: AuditEvent): Promise<number>;
  /**
   * As `append`, with what it takes from the budgets of a day in the same transaction. Names what is spent: then nothing
   * was written. @throws as `append`
   */
  appendSpending(event: AuditEvent, spending: Spending): BudgetKind | undefined;
  /** Without an entry: what came already, at most what is left. Names what had less left. @throws as `append` */
  takeReceived(spending: Spending): BudgetKind | undefined;
  /** @throws what SQLite throws */
  readonly spent: Spend['spent'];
  /** For changes of authority: fsynced before it returns. @throws as `append` */
  appendDurably(event: AuditEvent): number;
  /** Newest first; `before` takes the last number of the page before. */
  list(filter: AuditFilter): AuditPage;
  /** Walks the whole chain in slices and names the first entry that does not fit. @throws as verify.ts */
  verify(onProgress?: (entries: number) => void): Promise<AuditVerdict>;
  /** How much there is, and from when. Damaged ends are left out of the times. */
  status(): AuditExtent;
  readonly signing: LogSigning;
  /** All rows, oldest first, with a turn of the event loop between slices (read-slices.ts). */
  slices(): AsyncIterable<readonly AuditRow[]>;
  /** Lines without line ends, oldest first (export-entries.ts). */
  export(format: ExportFormat, filter?: RowFilter): Generator<string, void, undefined>;
  /**
   * Also begins by itself when there are 5% more entries than the retention allows. Ends early when the log is closed.
   * @throws ValetkeyError `storage-failed`; what was removed by then stays removed
   */
  prune(now: number): Promise<{ removed: number }>;
  /** For this log object. The caller stores the setting and passes it again at the next start. @throws as `prune` */
  setRetention(retention: Retention): Promise<{ removed: number }>;
  /**
   * The key of the seal was given up: the next one seals what is there. The number of the entry that was sealed last.
   * @throws ValetkeyError `storage-failed`
   */
  giveUpSeal(): number | undefined;
  /**
   * All that was appended so far is on disk when it resolves, and sealed if the vault is unlocked.
   * @throws ValetkeyError `storage-failed`
   */
  flush(): Promise<void>;
  /**
   * Ends what still verifies or prunes, flushes, and lets go of the log's file also when that throws. The database
   * belongs to who opened it.
   */
  close(): Promise<void>;
};

export type AuditPowers = {
  /** Opened with `auditMigrations` and synchronous NORMAL. */
  database: OpenedDatabase;
  /** The database's path followed by `-wal`. */
  walFile: string;
  now: () => number;
  /** 32 bytes derived from the vault's key, once it is unlocked. Asked each time, never kept. */
  sealKey?: () => Uint8Array | undefined;
  /** The key that signs exports, likewise (sign-log.ts). */
  signKey?: () => Uint8Array | undefined;
  /** Whether a `flush()` with a key has ever succeeded: a log without a seal is then tampered with, and not new. */
  sealExpected?: () => boolean;
  after?: After;
  retention?: Retention;
};

/** Of 5 ms of work. */
const indexPauseMs = 20;
/** So that pruning has something to remove; far from the tenth that a log may be over its retention. */
const mostOver = 1.05;

export function makeAuditLog(powers: AuditPowers): AuditLog {
  const { database, walFile, now, sealKey, sealExpected } = powers;
  const rows = makeRowReader(database);
  const seal = makeHeadSeal({ database, rows, sealKey, sealExpected });
  const writer = makeEntryWriter({ database, rows, now });
  const spend = makeSpend(database, writer);
  const stopped = (): boolean => closed;
  const index = makeBlockIndex(database, rows);
  const prune = makePrune({ database, rows, seal, writer, index, stopped });
  /** Verifications and prunings, which `close` waits for. */
  const unfinished = makeUnfinished();
  let pruning: Promise<unknown> | undefined;
  let retention = powers.retention ?? defaultRetention;
  let closed = false;
  let sealFailure: unknown;
  const merge = makeMergeWal(database);
  let sealed = sealKey === undefined || rows.sealedHead() !== undefined;

  /** What fails here is made up for by the next one; `verify` allows entries past the seal. */
  const extendSeal = (): void => {
    sealFailure = undefined;
    try {
      if (sealKey?.() === undefined) return;
      seal.extend(writer.head);
      merge.wrote(1);
      sealed = true;
    } catch (error) {
      sealFailure = error; // the disk is full, or another process is writing
    }
  };

  const behind = makeSyncBehind({
    walFile,
    after: powers.after ?? after,
    beforeSync: () => {
      soon.flush();
      extendSeal();
    },
    afterSync: () => {
      if (!closed) merge.mergeIfLong();
      pruneIfTooMany();
      indexSoon();
    },
    rescue: () => database.pragma('wal_checkpoint(FULL)'),
  });

  const appended = (entries: number): void => {
    merge.wrote(entries);
    behind.wrote();
    if (!sealed) extendSeal(); // the first seal at once, or being killed now would look like a deleted one
  };

  const write = <T>(work: () => T): T => {
    try {
      if (closed) throw new Error('The audit log was closed.'); // libsql's statements would still write
      const result = work();
      appended(1);
      return result;
    } catch (error) {
      throw new ValetkeyError({ code: 'audit-unavailable' }, error);
    }
  };
  const append = (event: AuditEvent): number => write(() => writer.append(event)).seq;

  /** By SQLite and not by our own fsync: when it fails, the entry is not in the log either. */
  const durably = <T>(work: () => T): T => {
    try {
      database.exec('PRAGMA synchronous = FULL');
    } catch (error) {
      throw new ValetkeyError({ code: 'audit-unavailable' }, error);
    }
    try {
      return work();
    } finally {
      database.exec('PRAGMA synchronous = NORMAL');
    }
  };
  const appendDurably = (event: AuditEvent): number => durably(() => append(event));

  const orFailed = async (syncing: Promise<void>): Promise<void> => {
    try {
      await syncing;
    } catch (error) {
      throw storageFailed(error);
    }
    if (sealFailure !== undefined) throw storageFailed(sealFailure);
  };

  // While the disk refuses to be synced, an entry counts only once it is.
  const safely = <T>(work: () => T): T => (behind.failed ? durably(work) : work());
  const appendSafely = (event: AuditEvent): number => safely(() => append(event));
  const soon = makeAppendSoon({ writer, append: appendSafely, wrote: appended });

  /** Nothing waits in memory when the log is closed, or the disk is in trouble. */
  const waits = (): boolean => !closed && !behind.failed;
  const atOnce = (event: AuditEvent): Promise<number> =>
    new Promise((resolve) => resolve(inOrder(appendSafely)(event)));
  /** What waits happened before. */
  const inOrder =
    (write: (event: AuditEvent) => number) =>
    (event: AuditEvent): number => {
      soon.flush();
      return write(event);
    };

  const awaitedByClose = <T>(work: Promise<T>): Promise<T> => {
    unfinished.add(work);
    return work;
  };

  const pruneOnce = async (at: number): Promise<{ removed: number }> => {
    try {
      const result = await prune(retention, at);
      if (result.removed > 0 && !closed) behind.wrote();
      return result;
    } catch (error) {
      throw storageFailed(error);
    }
  };

  /** One after the other: the second one has the retention that was set last. */
  const pruneNow = (at: number): Promise<{ removed: number }> => {
    const before = pruning ?? Promise.resolve();
    const work = before.then(
      () => pruneOnce(at),
      () => pruneOnce(at),
    );
    pruning = work;
    const over = (): void => {
      if (pruning === work) pruning = undefined;
    };
    work.then(over, over);
    return awaitedByClose(work);
  };

  /** A failure is reported by the daily run, which meets it again. */
  const pruneIfTooMany = (): void => {
    if (closed || pruning !== undefined) return;
    const entries = writer.head.seq - rows.checkpoint().seq;
    if (entries <= retention.entries * mostOver) return;
    (powers.after ?? after)(0, () => {
      if (!closed && pruning === undefined) pruneNow(now()).catch(() => undefined);
    });
  };

  /** A block at a time, with what waits in between: a log from before the index has many. */
  let indexing = false;
  const indexNext = (): void => {
    indexing = false;
    try {
      if (!closed && index.addNext()) indexSoon();
    } catch {
      // The disk is full, or another process writes: after a later entry.
    }
  };
  const indexSoon = (): void => {
    if (indexing) return;
    indexing = true;
    (powers.after ?? after)(indexPauseMs, indexNext);
  };
  indexSoon();

  const verify: AuditLog['verify'] = (onProgress) => {
    soon.flush();
    const ownHead = () => writer.head;
    return awaitedByClose(verifyChain({ database, rows, seal, index, ownHead, onProgress, stopped }));
  };
  const flush = (): Promise<void> => {
    soon.flush();
    return orFailed(behind.flush());
  };

  return Object.freeze({
    append: inOrder(appendSafely),
    appendDurably: inOrder(appendDurably),
    appendSoon: (event) => (waits() ? soon.add(event) : atOnce(event)),
    appendLater: (event) => {
      if (!waits()) return atOnce(event);
      behind.wrote();
      return soon.addLater(event);
    },
    appendSpending: (event, spending) => {
      soon.flush();
      const result = safely(() => write(() => spend.append(event, spending)));
      return typeof result === 'string' ? result : undefined;
    },
    takeReceived: (spending) => safely(() => write(() => spend.take(spending))),
    spent: spend.spent,
    list: (filter) => {
      soon.flush();
      return listEntries(database, filter, { indexed: index.through() });
    },
    status: () => {
      soon.flush();
      return extentOf(database, rows);
    },
    verify,
    signing: makeLogSigning({ database, rows, seal, signKey: powers.signKey, verify, flush }),
    slices: () => {
      soon.flush();
      return readInSlices(rows);
    },
    export: (format, filter) => {
      soon.flush();
      return exportEntries(database, rows, format, filter);
    },
    prune: pruneNow,
    setRetention: async (next) => {
      // NaN would bind as NULL, and nothing would be young enough to stay.
      if (!(next.days > 0 && next.entries >= 1))
        throw new ValetkeyError({ code: 'invalid-input', at: 'retention' });
      retention = Object.freeze({ ...next });
      return pruneNow(now());
    },
    giveUpSeal: () => {
      try {
        sealed = false;
        return seal.giveUp();
      } catch (error) {
        throw storageFailed(error);
      }
    },
    flush,
    close: async () => {
      soon.flush();
      closed = true;
      await unfinished.ended();
      await orFailed(behind.close());
    },
  } satisfies AuditLog);
}
