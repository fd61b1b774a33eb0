import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokerInFolder } from '../checks/fixtures/broker-in-folder.ts';
import { closeDatabase } from '../database/close-database.ts';
import type { Notice } from '../powers.ts';
import { testKeychain } from '../secrets/vault/fixtures/vault-in-folder.ts';
import { appendMany, freshFile, openTestLog } from './fixtures/open-test-log.ts';
import { verifyAtStart } from './verify-at-start.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-verify-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs what waits for the two seconds after the start at once, and nothing else. */
const startAndSee = async () => {
  const notices: Notice[] = [];
  const waiting: (() => void)[] = [];
  const t = await brokerInFolder({
    folder,
    keychain: testKeychain(Buffer.alloc(32, 9)),
    notice: (notice) => notices.push(notice),
    after: (ms, run) => {
      if (ms === 2_000) waiting.push(run);
      const timer = setTimeout(run, ms === 2_000 ? 2 ** 30 : ms).unref();
      return () => clearTimeout(timer);
    },
  });
  expect(waiting.length).toBe(1);
  for (const run of waiting) run();
  await t.settings.verifyAudit();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { logged } = t;
  await t.close({ keepFolder: true });
  return { notices, logged };
};

describe('the audit log is verified at start, in the background', () => {
  it('an intact log causes no notice', async () => {
    await startAndSee();
    const { notices, logged } = await startAndSee();
    expect(notices).toEqual([]);
    expect(logged.filter((line) => line.includes('audit'))).toEqual([]);
  });

  it('a log that was changed while nothing ran is reported with the place, and stays as it is', async () => {
    await startAndSee();
    const database = new Libsql(join(folder, 'audit.db'));
    database.exec(
      `UPDATE entries SET line = replace(line, 'broker.started', 'broker.stopped') WHERE seq = 1`,
    );
    database.close();
    const { notices, logged } = await startAndSee();
    expect(notices).toEqual([{ kind: 'audit-does-not-verify', seq: 1 }]);
    expect(logged.join()).toContain('the audit log does not verify: entry 1 (');
  });
});

it('a log that is closed at any of 20 points of its verification says nothing, and the next one verifies', async () => {
  const file = freshFile();
  const filled = openTestLog(file);
  appendMany(filled.log, 8_000);
  await filled.log.close();
  for (let turns = 0; turns < 20; turns += 1) {
    const { log, database } = openTestLog(file);
    const lines: string[] = [];
    const verifying = verifyAtStart({
      audit: log,
      after: (_ms, run) => {
        run();
        return () => undefined;
      },
      log: (_level, text) => void lines.push(text),
      notice: () => void lines.push('a notice'),
    });
    verifying.begin();
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    verifying.stop();
    await log.close();
    closeDatabase(database);
    await new Promise((resolve) => setImmediate(resolve));
    expect([turns, lines]).toEqual([turns, []]);
  }
  expect(await openTestLog(file).log.verify()).toMatchObject({ ok: true, entries: 8_000 });
});

it('a log is verified once in the life of a broker, however often the vault is opened', () => {
  let times = 0;
  const verifying = verifyAtStart({
    audit: { verify: async () => ({ ok: true, entries: 0, seal: 'valid' }) },
    after: () => {
      times += 1;
      return () => undefined;
    },
    log: () => undefined,
  });
  verifying.begin();
  verifying.begin();
  expect(times).toBe(1);
});
