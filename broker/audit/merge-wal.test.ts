import { statSync } from 'node:fs';
import Libsql from 'libsql';
import { expect, it } from 'vitest';
import { openTestLog } from './fixtures/open-test-log.ts';
import { used } from './fixtures/sample-events.ts';

const mebibyte = 1024 * 1024;

it('the write-ahead log is merged again soon after what kept it from that, and is no larger than 16 MiB afterwards', async () => {
  const { log, database, file } = openTestLog();
  const sizeOf = (): number => statSync(`${file}-wal`).size;
  const appendFor = async (entries: number): Promise<void> => {
    for (let at = 0; at < entries; at += 50) {
      for (let i = 0; i < 50; i += 1) log.append(used(`/${'x'.repeat(1_000)}`));
      await log.flush();
    }
  };
  const reader = new Libsql(file);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM entries').all([]);
  await appendFor(5_000);
  expect(sizeOf()).toBeGreaterThan(16 * mebibyte);
  reader.exec('COMMIT');
  reader.close();
  await appendFor(800);
  expect(sizeOf()).toBeLessThanOrEqual(16 * mebibyte);
  await appendFor(5_000);
  expect(sizeOf()).toBeLessThanOrEqual(26 * mebibyte);
  database.pragma('wal_checkpoint(PASSIVE)');
});
