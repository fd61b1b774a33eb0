import { type FileHandle, open, stat } from 'node:fs/promises';
import type { After } from '../time/after.ts';

/** Leaves the fsync itself a fifth of the 100 ms that are promised. */
const delayMs = 80;

export type SyncBehind = {
  /** Something was written: it is on disk at most 100 ms later. */
  wrote(): void;
  /** All that was written before this call is on disk when it resolves. @throws what the last fsync threw */
  flush(): Promise<void>;
  /** The last fsync failed, and none has succeeded since. */
  readonly failed: boolean;
  close(): Promise<void>;
};

export type SyncPowers = {
  walFile: string;
  after: After;
  /** Runs before each fsync, in the same turn as the timer: what it writes is covered by it. */
  beforeSync: () => void;
  /** Runs after a good fsync, when moving the log into the database has the least left to wait for. */
  afterSync: () => void;
  /** When the log is not to be found under its name: gets everything into the database file, with fsync. */
  rescue: () => void;
  openFile?: (file: string) => Promise<Pick<FileHandle, 'sync' | 'stat' | 'close'>>;
};

/**
 * Fsyncs the write-ahead log behind the writers, in libuv's threads. Its own descriptor is safe to open and close:
 * SQLite's locks are on the database and -shm files, never on -wal. Never do this with the database file.
 * SQLite fsyncs the log itself before a checkpoint, and the database after, so a log that was restarted holds all
 * that is not yet in the database.
 *
 * After a failed fsync the system may have dropped the pages and report success the next time: that what was written
 * before then is on disk is not known from here on.
 */
export function makeSyncBehind(powers: SyncPowers): SyncBehind {
  const { walFile, after, beforeSync, afterSync, rescue, openFile = (file) => open(file, 'r+') } = powers;
  let handle: Awaited<ReturnType<typeof openFile>> | undefined;
  let cancel: (() => void) | undefined;
  let running: Promise<void> = Promise.resolve();
  let failed = false;

  const logByName = async () => {
    const named = await stat(walFile).catch(() => undefined);
    if (handle !== undefined && named?.ino !== (await handle.stat()).ino) {
      await handle.close();
      handle = undefined;
    }
    if (named !== undefined) handle ??= await openFile(walFile);
    return handle;
  };

  const sync = async (): Promise<void> => {
    try {
      const log = await logByName();
      if (log === undefined) rescue();
      else await log.sync();
      failed = false;
      afterSync();
    } catch (error) {
      failed = true;
      throw error;
    }
  };

  /** One after the other: a flush that comes during an fsync needs another one. */
  const next = (): Promise<void> => {
    cancel?.();
    cancel = undefined;
    beforeSync();
    running = running.catch(() => undefined).then(sync);
    return running;
  };

  return Object.freeze({
    wrote() {
      cancel ??= after(delayMs, () => {
        next().catch(() => undefined); // `failed` tells it to the next append
      });
    },
    flush: next,
    get failed() {
      return failed;
    },
    async close() {
      try {
        await next();
      } finally {
        await handle?.close();
        handle = undefined;
      }
    },
  } satisfies SyncBehind);
}
