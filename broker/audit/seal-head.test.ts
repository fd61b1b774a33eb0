import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { genesis, linkOf } from './chain.ts';
import { appendMany, freshFile, openTestLog, tamper } from './fixtures/open-test-log.ts';
import { testKey, used } from './fixtures/sample-events.ts';
import { makeRowReader } from './read-rows.ts';

const sealedAt = (database: Parameters<typeof makeRowReader>[0]) => makeRowReader(database).sealedHead()?.seq;

describe('the sealed head', () => {
  it('the seal exists from the first entry written with a key, and follows with flush and close', async () => {
    const { log, database } = openTestLog();
    log.append(used());
    expect(sealedAt(database)).toBe(1);
    appendMany(log, 3);
    expect(sealedAt(database)).toBe(1);
    await log.flush();
    expect(sealedAt(database)).toBe(4);
    appendMany(log, 2);
    await log.close();
    expect(sealedAt(database)).toBe(6);
  });

  it('the seal is not moved back by a writer that has seen less', async () => {
    const one = openTestLog();
    one.log.append(used());
    const other = openTestLog(one.file);
    appendMany(other.log, 5);
    await other.log.flush();
    await one.log.flush();
    expect(sealedAt(one.database)).toBe(6);
  });

  it('the seal is an HMAC over number, link and checkpoint', async () => {
    const { log, database } = openTestLog();
    log.append(used());
    const rows = makeRowReader(database);
    const head = rows.newest();
    const text = JSON.stringify(['valetkey-audit-head-v1', [1, head?.link], [0, genesis, 0, 0]]);
    expect(rows.sealedHead()?.seal).toBe(createHmac('sha256', testKey).update(text).digest('hex'));
  });

  it('the seal allows entries past it, because the process may be killed before the next seal', async () => {
    const { log, file } = openTestLog();
    appendMany(log, 5);
    const again = openTestLog(file);
    expect(await again.log.verify()).toMatchObject({ ok: true, entries: 5 });
    again.log.append(used());
    await again.log.flush();
    expect(await again.log.verify()).toMatchObject({ ok: true, entries: 6 });
  });

  it('the seal shows a rewritten chain, also after the application continued with it', async () => {
    const { log, database, file } = openTestLog();
    appendMany(log, 5);
    await log.close();
    let previous = genesis;
    for (let seq = 1; seq <= 5; seq += 1) {
      const [line] = database
        .prepare('SELECT line FROM entries WHERE seq = ?')
        .raw()
        .get([seq]) as unknown as [string];
      const forged = line.replace('GET', 'PUT');
      previous = linkOf(previous, forged);
      tamper(database, 'UPDATE entries SET line = ?, link = ? WHERE seq = ?', forged, previous, seq);
    }
    const again = openTestLog(file);
    expect(await again.log.verify()).toMatchObject({ ok: false, firstBad: { seq: 5, why: 'edited' } });
    appendMany(again.log, 5);
    await again.log.flush();
    expect(await again.log.verify()).toMatchObject({ ok: false, firstBad: { seq: 5, why: 'edited' } });
  });

  it('the seal does not hide a tail that was cut while the application was not running', async () => {
    const { log, database, file } = openTestLog();
    appendMany(log, 10);
    await log.close();
    tamper(database, 'DELETE FROM entries WHERE seq > 7');
    const again = openTestLog(file, { sealKey: () => undefined });
    expect(again.log.append(used())).toBe(11);
    const unlocked = openTestLog(file);
    unlocked.log.append(used());
    await unlocked.log.flush();
    expect(await unlocked.log.verify()).toMatchObject({ ok: false, firstBad: { seq: 8, why: 'missing' } });
  });

  it('the seal shows a tail that was cut while the application runs, even without a key', async () => {
    const { log, database } = openTestLog(freshFile(), { sealKey: () => undefined });
    appendMany(log, 10);
    tamper(database, 'DELETE FROM entries WHERE seq > 7');
    expect(await log.verify()).toMatchObject({ ok: false, firstBad: { seq: 8, why: 'tail-cut' } });
  });

  it('a seal that cannot be checked because the vault is locked is not "ok"', async () => {
    const { log, file } = openTestLog();
    appendMany(log, 3);
    await log.close();
    const locked = openTestLog(file, { sealKey: () => undefined });
    expect(await locked.log.verify()).toMatchObject({
      ok: false,
      entries: 3,
      firstBad: { seq: 3, why: 'not-sealed' },
    });
  });

  it('a seal under another key does not count, and is not overwritten', async () => {
    const { log, file } = openTestLog();
    appendMany(log, 3);
    await log.close();
    const other = openTestLog(file, { sealKey: () => new Uint8Array(32).fill(8) });
    other.log.append(used());
    await other.log.flush();
    expect(await other.log.verify()).toMatchObject({ ok: false, firstBad: { seq: 3, why: 'not-sealed' } });
    expect(await other.log.setRetention({ days: 90, entries: 1 })).toEqual({ removed: 0 });
  });

  it('a missing seal is noticed by an embedder who remembers that there was one', async () => {
    const { log, database, file } = openTestLog();
    appendMany(log, 3);
    await log.close();
    tamper(database, 'DELETE FROM head');
    const again = openTestLog(file, { sealExpected: () => true });
    again.log.append(used());
    await again.log.flush();
    expect(await again.log.verify()).toMatchObject({ ok: false, firstBad: { seq: 4, why: 'not-sealed' } });
  });

  it('a seal is not expected if there is no key and never was', async () => {
    const { log } = openTestLog(freshFile(), { sealKey: () => undefined });
    appendMany(log, 3);
    await log.close();
    expect(await log.verify()).toMatchObject({ ok: true, entries: 3 });
  });

  it('the seal is written as soon as the vault is unlocked', async () => {
    let key: Uint8Array | undefined;
    const { log, database } = openTestLog(freshFile(), { sealKey: () => key });
    appendMany(log, 3);
    expect(sealedAt(database)).toBeUndefined();
    key = testKey;
    log.append(used());
    expect(sealedAt(database)).toBe(4);
  });
});
