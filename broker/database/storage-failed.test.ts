import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { errorForPerson } from '../contracts/error-for-person.ts';
import { english } from '../contracts/texts/say.ts';
import { closeDatabase } from './close-database.ts';
import { openDatabase } from './open-database.ts';
import { storageFailed } from './storage-failed.ts';

it('a write that another process kept waiting is called so, and the disk is not blamed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-busy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [one, other] = [1, 2].map(() => {
    const database = openDatabase(join(folder, 'state.db'), []);
    onTestFinished(() => closeDatabase(database));
    return database;
  });
  other?.pragma('busy_timeout = 0');
  one?.exec('BEGIN IMMEDIATE');
  let cause: unknown;
  try {
    other?.exec('CREATE TABLE t (a INTEGER)');
  } catch (error) {
    cause = error;
  }
  one?.exec('ROLLBACK');
  const failed = storageFailed(cause);
  expect(failed.answer).toEqual({ code: 'storage-failed', why: 'busy' });
  expect(failed.message).toContain('another process is writing');
  expect(errorForPerson(english, 'Valetkey', failed)).toBe(
    'Another process was writing, and nothing was changed. Try again in a moment.',
  );
  const full = storageFailed(new Error('no space left on device'));
  expect(full.answer).toEqual({ code: 'storage-failed' });
  expect(errorForPerson(english, 'Valetkey', full)).toContain('Check the disk');
});
