import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokerInFolder } from '../checks/fixtures/broker-in-folder.ts';
import type { Notice } from '../powers.ts';
import { testKeychain } from '../secrets/vault/fixtures/vault-in-folder.ts';

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
  it('and a log that is whole is not worth a word', async () => {
    await startAndSee();
    const { notices, logged } = await startAndSee();
    expect(notices).toEqual([]);
    expect(logged.filter((line) => line.includes('audit'))).toEqual([]);
  });

  it('and one that was changed while nothing ran is told to the user, with the place, and stays as it is', async () => {
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
