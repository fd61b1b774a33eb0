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

  it('a file filled with zeros is refused and kept', () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Buffer.alloc(16_384));
    keptAsItWas();
  });

  it('a file that is no database is refused and kept', () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'dear diary, '.repeat(1000));
    keptAsItWas();
  });

  it('a file with a broken page in the middle is refused and kept', () => {
    filled();
    const bytes = readFileSync(file);
    bytes.fill(0xee, 4096 * 5, 4096 * 6);
    writeFileSync(file, bytes);
    keptAsItWas();
  });

  it('a file with a missing end is refused and kept', () => {
    filled();
    truncateSync(file, 4096 * 7);
    keptAsItWas();
  });

  it('a missing or empty file is refused while its log holds data, which SQLite would delete', () => {
    write(openDatabase(file, notes));
    const copy = join(folder, 'copy.db');
    copyFileSync(`${file}-wal`, `${copy}-wal`);
    const log = readFileSync(`${copy}-wal`);
    expect(refusal(() => openDatabase(copy, notes))).toBe('unreadable');
    writeFileSync(copy, '');
    expect(refusal(() => openDatabase(copy, notes))).toBe('unreadable');
    expect(readFileSync(`${copy}-wal`).equals(log)).toBe(true);
  });

  it('a file whose log lost its end opens with what was whole', () => {
    const database = openDatabase(file, notes);
    for (let row = 0; row < 20; row += 1) write(database);
    const copy = join(folder, 'copy.db');
    copyFileSync(file, copy);
    writeFileSync(`${copy}-wal`, readFileSync(`${file}-wal`).subarray(0, -5000));
    expect(count(openDatabase(copy, notes))).toBe(18);
  });

  it('a folder in place of the file is refused', () => {
    mkdirSync(file, { recursive: true });
    expect(refusal(() => openDatabase(file, notes))).toBe('unreadable');
  });
});

describe('a disk that cannot be written', () => {
  it('a read-only folder or file is reported at opening', async () => {
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

  it('a transaction that fills the disk reports it and leaves nothing behind', () => {
    const database = openDatabase(file, notes);
    database.pragma('max_page_count = 8');
    const fill = () =>
      inTransaction(database, () => {
        for (let row = 0; row < 100; row += 1) write(database, 'z'.repeat(1000));
      });
    expect(refusal(fill)).toBe('unwritable');
    expect([database.inTransaction, count(database)]).toEqual([false, 0]);
  });

  it('a file in place of the folder is reported', () => {
    writeFileSync(join(folder, 'made'), '');
    expect(refusal(() => openDatabase(file, notes))).toBe('unwritable');
  });
});
