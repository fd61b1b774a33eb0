import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { closeDatabase } from './close-database.ts';
import { notes } from './fixtures/notes-migrations.ts';
import { bundleFixture, run } from './fixtures/run-bundled.ts';
import { type DatabaseError, type OpenedDatabase, openDatabase } from './open-database.ts';
import { refuseOtherSchema } from './refuse-other-schema.ts';
import { inTransaction } from './transaction.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-database-'));
  file = join(folder, 'made', 'here', 'notes.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const refusal = (action: () => unknown): string | undefined => {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as DatabaseError).code ?? String(error);
  }
};
const write = (database: OpenedDatabase, text = 'x') =>
  database.prepare('INSERT INTO notes (text) VALUES (?)').run([text]);
const count = (database: OpenedDatabase) =>
  (database.prepare('SELECT count(*) FROM notes').raw().get([]) as [number])[0];
describe('opening', () => {
  it('the folder gets mode 0700, and the file, its log and its index 0600, under any umask', () => {
    const umask = process.umask(0o000);
    try {
      write(openDatabase(file, notes));
    } finally {
      process.umask(umask);
    }
    expect([mode(dirname(file)), mode(dirname(dirname(file)))]).toEqual(['700', '700']);
    expect([mode(file), mode(`${file}-wal`), mode(`${file}-shm`)]).toEqual(['600', '600', '600']);
  });

  it('an existing file loses others’ permissions, and its folder stays as it is', () => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
    writeFileSync(file, '', { mode: 0o644 });
    openDatabase(file, notes);
    expect([mode(dirname(file)), mode(file)]).toEqual(['755', '600']);
  });

  it('a database is in WAL mode, fsyncs each commit by default, and checks foreign keys', () => {
    const settings = (database: OpenedDatabase) =>
      ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout'].map(
        (name) => (database.prepare(`PRAGMA ${name}`).raw().get([]) as [unknown])[0],
      );
    expect(settings(openDatabase(file, notes))).toEqual(['wal', 2, 1, 5000]);
    expect(settings(openDatabase(file, notes, { synchronous: 'NORMAL' }))).toEqual(['wal', 1, 1, 5000]);
  });

  it('a path may hold spaces, percent signs, question marks and hashes', () => {
    const odd = join(folder, 'a %20b?mode=memory#c', 'ü.db');
    write(openDatabase(odd, notes));
    expect(existsSync(odd)).toBe(true);
    expect(count(openDatabase(odd, notes))).toBe(1);
  });
});

describe('migrations', () => {
  it('only missing migrations run, and their numbers and names are recorded', () => {
    write(openDatabase(file, notes.slice(0, 1)));
    const database = openDatabase(file, notes);
    expect(database.prepare('SELECT number, name FROM migrations').raw().all([])).toEqual([
      [1, 'notes'],
      [2, 'colours'],
    ]);
    expect(database.prepare('SELECT colour FROM notes').raw().all([])).toEqual([['none']]);
  });

  it('a migration that fails leaves nothing', () => {
    const broken = { name: 'broken', sql: 'CREATE TABLE half (a); INSERT INTO nowhere VALUES (1)' };
    expect(() => openDatabase(file, [...notes, broken])).toThrow('no such table: nowhere');
    const database = openDatabase(file, notes);
    expect(database.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").raw().all([])).toEqual([]);
  });

  it('a newer file is refused and stays byte for byte as it was, with its log', () => {
    const newer = openDatabase(file, [...notes, { name: 'later', sql: 'CREATE TABLE later (a)' }]);
    write(newer); // stays in the log: nothing checkpoints it
    copyFileSync(file, join(folder, 'copy.db'));
    copyFileSync(`${file}-wal`, join(folder, 'copy.db-wal'));
    const bytes = () =>
      ['', '-wal'].map((end) => readFileSync(join(folder, `copy.db${end}`)).toString('base64'));
    const before = bytes();
    expect(refusal(() => openDatabase(join(folder, 'copy.db'), notes))).toBe('schema-too-new');
    expect(bytes()).toEqual(before);
    expect(existsSync(join(folder, 'copy.db-shm'))).toBe(false);
  });

  it('a newer file whose version is only in the log is refused', () => {
    const database = openDatabase(file, notes);
    database.exec('PRAGMA user_version = 9');
    expect(refusal(() => openDatabase(file, notes))).toBe('schema-too-new');
  });

  it.each([
    ['0', [], 'unreadable'],
    ['0', ['DROP TABLE migrations'], 'unreadable'],
    ['1', [], 'unreadable'],
    ['-1', [], 'unreadable'],
    ['-1', ['DELETE FROM migrations WHERE number = 2'], 'unreadable'],
    ['-2147483648', [], 'unreadable'],
    ['2', ['DROP TABLE migrations'], 'unreadable'],
    ['2', ['ALTER TABLE migrations RENAME COLUMN name TO other'], 'unreadable'],
    ['2147483647', [], 'schema-too-new'],
  ] as const)(
    'a version that its tables do not have is refused, and nothing is erased: %s, %j',
    (version, sql, code) => {
      const database = openDatabase(file, notes);
      write(database, 'kept');
      for (const statement of sql) database.exec(statement);
      database.exec(`PRAGMA user_version = ${version}`);
      closeDatabase(database);
      const before = readFileSync(file);
      for (let time = 0; time < 2; time += 1) {
        expect(refusal(() => openDatabase(file, notes))).toBe(code);
        expect(readFileSync(file).equals(before)).toBe(true);
      }
    },
  );

  it.each([
    ['lacks a table', 'DROP TABLE notes'],
    ['lacks a column', 'ALTER TABLE notes DROP COLUMN text'],
    ['has a trigger', 'CREATE TRIGGER own AFTER INSERT ON notes BEGIN DELETE FROM notes; END'],
    ['has a table of its own', 'CREATE TABLE more (text TEXT) STRICT'],
  ])('a file of the right version that %s is refused and kept', (_what, sql) => {
    const database = openDatabase(file, notes);
    database.exec(sql);
    closeDatabase(database);
    const before = readFileSync(file);
    expect(refusal(() => openDatabase(file, notes))).toBe('unreadable');
    expect(readFileSync(file)).toEqual(before);
  });

  it('a file that a newer program migrated meanwhile is reported as such', () => {
    const database = openDatabase(file, notes);
    expect(refusal(() => refuseOtherSchema(database, notes.slice(0, 1)))).toBe('schema-too-new');
  });

  it("another program's file with the same version is refused", () => {
    openDatabase(file, [notes[0] ?? { name: '', sql: '' }, { name: 'other', sql: 'CREATE TABLE other (a)' }]);
    expect(refusal(() => openDatabase(file, notes))).toBe('unreadable');
  });
});

describe('two processes', () => {
  it('two processes make, migrate and write one file at once without losing a row', async () => {
    const fixture = await bundleFixture(new URL('./fixtures/open-and-write.ts', import.meta.url), folder);
    const ended = await Promise.all([1, 2, 3].map(() => run([process.execPath, fixture, file, '40'])));
    expect(ended.map(({ lines }) => lines)).toEqual([['done'], ['done'], ['done']]);
    expect(count(openDatabase(file, notes))).toBe(120);
  });

  it('a file that looks damaged only while another process writes it is opened', () => {
    openDatabase(file, notes).close();
    const whole = readFileSync(file);
    writeFileSync(file, Buffer.concat([Buffer.alloc(100), whole.subarray(100)]));
    vi.spyOn(Atomics, 'wait').mockImplementationOnce(() => {
      writeFileSync(file, whole); // as the other one ends meanwhile
      return 'timed-out';
    });
    onTestFinished(() => void vi.restoreAllMocks());
    expect(count(openDatabase(file, notes))).toBe(0);
  });

  it('a process gets a clear "busy" while the other keeps the lock', () => {
    const holder = openDatabase(file, notes);
    const other = openDatabase(file, notes);
    other.pragma('busy_timeout = 50');
    inTransaction(holder, () => {
      expect(refusal(() => inTransaction(other, () => write(other)))).toBe('busy');
    });
    inTransaction(other, () => write(other));
    expect(count(holder)).toBe(1);
  });

  it('a process opens an up-to-date file while another one writes', () => {
    const holder = openDatabase(file, notes);
    inTransaction(holder, () => expect(count(openDatabase(file, notes))).toBe(0));
  });
});

describe('a transaction', () => {
  it('a transaction whose work throws is undone, and passes that error on', () => {
    const database = openDatabase(file, notes);
    const work = () => {
      write(database);
      throw new RangeError('no');
    };
    expect(() => inTransaction(database, work)).toThrow(RangeError);
    expect(count(database)).toBe(0);
  });

  it('a transaction refuses to wait for a promise', () => {
    const database = openDatabase(file, notes);
    expect(() => inTransaction(database, async () => write(database))).toThrow(TypeError);
    expect(count(database)).toBe(0);
  });
});

describe('closing', () => {
  it('closing writes the log back, ends an open transaction, and may be repeated', () => {
    const database = openDatabase(file, notes);
    write(database);
    database.exec('BEGIN IMMEDIATE');
    closeDatabase(database);
    closeDatabase(database);
    expect(statSync(`${file}-wal`).size).toBe(0);
    inTransaction(openDatabase(file, notes), () => undefined);
  });
});
