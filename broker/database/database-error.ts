export type DatabaseErrorCode = 'schema-too-new' | 'unreadable' | 'unwritable' | 'busy' | 'exposed';

const sentences = {
  'schema-too-new':
    'This file was written by a newer version of this program. Update the program; the file was left as it was.',
  unreadable:
    'This file is damaged or is not a database. It was kept unchanged. Restore a copy, or move it away to start again.',
  unwritable:
    'This file or its folder cannot be written. Check its permissions and that the disk is neither full nor read-only.',
  exposed:
    'Other users of this machine can change what is here, or put something else in its place. Use a folder that only you can write.',
  busy: 'Another process is writing to this file. Try again in a moment.',
} as const satisfies Record<DatabaseErrorCode, string>;

/** For the local log: `cause` may hold SQLite's own words. It never crosses a port. */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;
  readonly file: string;

  constructor(code: DatabaseErrorCode, file: string, cause?: unknown) {
    super(sentences[code], cause === undefined ? undefined : { cause });
    this.name = 'DatabaseError';
    this.code = code;
    this.file = file;
  }
}

/** Primary result codes (https://sqlite.org/rescode.html) that tell of the disk, and not of a mistake in our SQL. */
const codes = new Map<number, DatabaseErrorCode>([
  [3, 'unwritable'], // PERM
  [5, 'busy'], // BUSY
  [6, 'busy'], // LOCKED
  [8, 'unwritable'], // READONLY
  [10, 'unwritable'], // IOERR
  [11, 'unreadable'], // CORRUPT
  [13, 'unwritable'], // FULL
  [14, 'unwritable'], // CANTOPEN
  [23, 'unwritable'], // AUTH: the system refused
  [26, 'unreadable'], // NOTADB
]);
const failedReads = new Set([266, 522, 8458]); // IOERR_READ, IOERR_SHORT_READ, IOERR_CORRUPTFS

/** The error with a code of ours when it comes from the disk; any other error is returned as it came. */
export const asDatabaseError = (error: unknown, file: string): unknown => {
  if (error instanceof DatabaseError) return error;
  const result = sqliteResultOf(error);
  if (result === undefined) return error;
  if (failedReads.has(result)) return new DatabaseError('unreadable', file, error);
  const code = codes.get(result & 0xff);
  return code === undefined ? error : new DatabaseError(code, file, error);
};

/**
 * libsql quirk: a statement's error carries the extended result in `rawCode`; the constructor's error
 * carries it only at the end of its message, as in `ConnectionFailed("Unable to open ...: 14")`. Undefined: it is no
 * error of SQLite's.
 */
export const sqliteResultOf = (error: unknown): number | undefined => {
  if (!(error instanceof Error)) return undefined;
  if ('rawCode' in error && typeof error.rawCode === 'number') return error.rawCode;
  const told = /^ConnectionFailed\(".*: (\d+)"\)$/s.exec(error.message)?.[1];
  return told === undefined ? undefined : Number(told);
};
