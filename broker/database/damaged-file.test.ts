import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeDatabase } from './close-database.ts';
import { notes } from './fixtures/notes-migrations.ts';
import { bundleFixture, run, unprivileged } from './fixtures/run-bundled.ts';
import { type DatabaseError, type OpenedDatabase, openDatabase } from './open-database.ts';
import { inTransaction } from './transaction.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-damaged-'));
  file = join(folder, 'made', 'here', 'notes.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

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
/** A file with enough pages to damage one in the middle. */
const filled = (): void => {
  const database = openDatabase(file, notes);
  inTransaction(database, () => {
    for (let row = 0; row < 500; row += 1) write(database, 'y'.repeat(200));
  });
  closeDatabase(database);
};

describe('a damaged file', () => {
  const keptAsItWas = (): void => {
    const before = readFileSync(file);
    expect(refusal(() => openDatabase(file, notes))).toBe('unreadable');
    expect(readFileSync(file).equals(before)).toBe(true);
  };

  it('is refused and kept when it is filled with zeros', () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Buffer.alloc(16_384));
    keptAsItWas();
  });

  it('is refused and kept when it is no database', () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'dear diary, '.repeat(1000));
    keptAsItWas();
  });

  it('is refused and kept when a page in the middle is broken', () => {
    filled();
    const bytes = readFileSync(file);
    bytes.fill(0xee, 4096 * 5, 4096 * 6);
    writeFileSync(file, bytes);
    keptAsItWas();
  });

  it('is refused and kept when its end is missing', () => {
    filled();
    truncateSync(file, 4096 * 7);
    keptAsItWas();
  });

  it('is refused when it is gone or empty while its log still holds data, which SQLite would delete', () => {
    write(openDatabase(file, notes));
    const copy = join(folder, 'copy.db');
    copyFileSync(`${file}-wal`, `${copy}-wal`);
    const log = readFileSync(`${copy}-wal`);
    expect(refusal(() => openDatabase(copy, notes))).toBe('unreadable');
    writeFileSync(copy, '');
    expect(refusal(() => openDatabase(copy, notes))).toBe('unreadable');
    expect(readFileSync(`${copy}-wal`).equals(log)).toBe(true);
  });

  it('opens with what was whole when the end of its log is cut off', () => {
    const database = openDatabase(file, notes);
    for (let row = 0; row < 20; row += 1) write(database);
    const copy = join(folder, 'copy.db');
    copyFileSync(file, copy);
    writeFileSync(`${copy}-wal`, readFileSync(`${file}-wal`).subarray(0, -5000));
    expect(count(openDatabase(copy, notes))).toBe(18);
  });

  it('is refused when it is a folder', () => {
    mkdirSync(file, { recursive: true });
    expect(refusal(() => openDatabase(file, notes))).toBe('unreadable');
  });
});

describe('a disk that cannot be written', () => {
  it('is told at the opening: a read-only folder, a read-only file', async () => {
    filled();
    const fixture = await bundleFixture(new URL('./fixtures/open-and-write.ts', import.meta.url), folder);
    const open = async (path: string) =>
      (await run(unprivileged(process.execPath, fixture, path, '1'))).lines;
    chmodSync(dirname(file), 0o555);
    expect(await open(join(dirname(file), 'new.db'))).toEqual(['unwritable']);
    chmodSync(file, 0o444);
    expect(await open(file)).toEqual(['unwritable']);
    chmodSync(dirname(file), 0o755);
  });

  it('is told by the transaction that fills it, which leaves nothing behind', () => {
    const database = openDatabase(file, notes);
    database.pragma('max_page_count = 8');
    const fill = () =>
      inTransaction(database, () => {
        for (let row = 0; row < 100; row += 1) write(database, 'z'.repeat(1000));
      });
    expect(refusal(fill)).toBe('unwritable');
    expect([database.inTransaction, count(database)]).toEqual([false, 0]);
  });

  it('has no folder where a file is in the way', () => {
    writeFileSync(join(folder, 'made'), '');
    expect(refusal(() => openDatabase(file, notes))).toBe('unwritable');
  });
});
