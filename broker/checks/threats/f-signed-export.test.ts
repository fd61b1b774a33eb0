import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { auditMigrations } from '../../audit/audit-log.ts';
import { noPython, verifiedByPython } from '../../audit/fixtures/python-verifier.ts';
import { closeDatabase } from '../../database/close-database.ts';
import { openDatabase } from '../../database/open-database.ts';
import { codeOf, newCanary, watchedBroker } from '../fixtures/watched-broker.ts';

beforeEach((ctx) => {
  if (noPython !== undefined) ctx.skip(noPython);
});

const opened = async () => {
  const w = await watchedBroker(newCanary());
  onTestFinished(async () => {
    expect(await w.closeAndLook()).toEqual([]);
  });
  const exported = async (): Promise<string> => {
    const { exportId } = await w.settings.openSignedExport({});
    let text = '';
    for (let done = false; !done; ) {
      const piece = await w.settings.readExport({ exportId });
      text += piece.text;
      done = piece.done;
    }
    return text;
  };
  const tamper = (sql: string): void => {
    const database = openDatabase(join(w.inner.folder, 'audit.db'), auditMigrations);
    database.exec(sql);
    closeDatabase(database);
  };
  return { ...w, exported, tamper };
};

describe('F15: Settings signs the log that it has verified', () => {
  it('a signed export of a running broker verifies with the public key that Settings shows', async () => {
    const { settings, exported } = await opened();
    const { publicKey } = await settings.auditKey({});
    const text = await exported();
    const [said] = verifiedByPython(publicKey, [text]);
    expect(said).toMatch(/^VALID: /);
    expect(said).toContain('"kind":"audit.exported"');
    expect(verifiedByPython(publicKey, [text.replace('broker.started', 'broker.stopped')])[0]).toMatch(
      /^NOT/,
    );
  });

  it('a log that somebody changed is not signed', async () => {
    const { settings, tamper } = await opened();
    tamper(`UPDATE entries SET line = replace(line, '"at":', '"at":1') WHERE seq = 1`);
    expect(await codeOf(settings.openSignedExport({}))).toBe('conflict');
  });
});
