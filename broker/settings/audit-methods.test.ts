import { describe, expect, it } from 'vitest';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { openSettingsClient } from '../shells/node/open-settings-client.ts';
import { governed } from './fixtures/governed.ts';

const logged = async () => {
  const g = await governed();
  const { id: connectionId } = await g.create();
  const client = await g.use();
  for (const path of ['/v1/one', '/v1/two', '/v2/three?q=v1']) await client.fetch(path);
  return { ...g, connectionId };
};

describe('the audit log in Settings', () => {
  it('is filtered by path, connection, extension, outcome and time, newest first', async () => {
    const { settings, connectionId, clock } = await logged();
    const paths = async (filter: object) =>
      (await settings.listAudit({ kind: 'use.intended', ...filter })).entries.map(({ path }) => path);
    expect(await paths({ path: '/v1' })).toEqual(['/v1/two', '/v1/one']);
    expect(await paths({ connectionId, extension: 'acme.reader' })).toHaveLength(3);
    expect(await paths({ since: clock.ms + 1 })).toEqual([]);
    // What stands elsewhere in the line is not its path.
    expect(await paths({ path: 'acme' })).toEqual([]);
    const { entries } = await settings.listAudit({ outcome: 'always' });
    expect(entries.map(({ kind }) => kind)).toEqual(['capability.issued', 'consent.answered']);
  });

  it('comes in pages of a cursor that leave nothing out and tell the end', async () => {
    const { settings } = await logged();
    const seen: number[] = [];
    for (let before: number | undefined; ; ) {
      const page = await settings.listAudit({ limit: 4, ...(before === undefined ? {} : { before }) });
      seen.push(...page.entries.map(({ seq }) => seq));
      before = page.next;
      if (before === undefined) break;
    }
    expect(seen).toEqual(seen.map((_, at) => (seen[0] ?? 0) - at));
    expect(seen.at(-1)).toBe(1);
  });

  it('is exported in pulled pieces: JSON Lines that anyone can check, CSV that no spreadsheet runs', async () => {
    const { settings, create } = await logged();
    await create({ displayName: '=HYPERLINK("http://evil.example")' });
    for (const format of ['jsonl', 'csv'] as const) {
      const { exportId, fileName } = await settings.openExport({ format });
      expect(fileName).toMatch(/^valetkey-audit-\d{4}-\d\d-\d\d\.(?:jsonl|csv)$/);
      let text = '';
      let lines = 0;
      for (let done = false; !done; ) {
        const piece = await settings.readExport({ exportId });
        ({ done } = piece);
        text += piece.text;
        lines += piece.lines;
      }
      expect(text.split('\n').slice(0, -1)).toHaveLength(lines);
      expect(await codeOf(settings.readExport({ exportId }))).toBe('not-found');
      if (format === 'csv') expect(text).not.toMatch(/(?:^|,)"?[=+@-][^0-9]/m);
      else for (const line of text.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('link');
    }
    expect(
      (await settings.listAudit({ kind: 'audit.exported' })).entries.map(({ detail }) => detail),
    ).toEqual(['csv', 'jsonl']);
  });

  it('holds at most four exports open, and lets go of one that is left alone', async () => {
    const { settings, clock } = await logged();
    const open = () => settings.openExport({ format: 'csv' });
    const [first] = [await open(), await open(), await open(), await open()];
    expect(await codeOf(open())).toBe('too-many-requests');
    clock.ms += 5 * 60_000;
    await open();
    expect(await codeOf(settings.readExport({ exportId: first.exportId }))).toBe('not-found');
  });

  it('has a line of an export that was begun, and none of one that was refused', async () => {
    const { settings } = await logged();
    const open = () => settings.openExport({ format: 'csv' });
    for (let times = 0; times < 4; times += 1) await open();
    expect(await codeOf(open())).toBe('too-many-requests');
    expect((await settings.listAudit({ kind: 'audit.exported' })).entries).toHaveLength(4);
  });

  it('a page that has gone takes no place of the next one’s exports', async () => {
    const { t, settings } = await logged();
    const page = openSettingsClient(t.broker);
    for (let times = 0; times < 4; times += 1) await page.client.openExport({ format: 'csv' });
    page.close();
    expect(await settings.openExport({ format: 'csv' })).toMatchObject({ exportId: expect.any(String) });
  });

  it('is verified once however often it is asked for, and tells its extent and its retention', async () => {
    const { settings } = await logged();
    const [one, two] = await Promise.all([settings.verifyAudit(), settings.verifyAudit()]);
    expect([one.ok, two]).toEqual([true, one]);
    const status = await settings.auditStatus();
    expect(status).toMatchObject({ removed: 0, retention: { days: 90, entries: 100_000 } });
    expect(status.entries).toBe(one.entries);
    await settings.setRetention({ days: 7, entries: 1000 });
    expect((await settings.auditStatus()).retention).toEqual({ days: 7, entries: 1000 });
    expect((await settings.listAudit({ kind: 'audit.retention' })).entries).toHaveLength(1);
  });

  it('gets rid of old entries a minute after a start, since hardly any desktop runs for a day', async () => {
    const timers: { ms: number; run: () => void }[] = [];
    const { settings, clock, create } = await governed({
      after: (ms, run) => {
        timers.push({ ms, run });
        return () => undefined;
      },
    });
    await settings.setRetention({ days: 7, entries: 1000 });
    for (let day = 0; day < 20; day += 1) {
      clock.ms += 86_400_000;
      await create();
    }
    expect((await settings.auditStatus()).removed).toBe(0);
    timers.find(({ ms }) => ms === 60_000)?.run();
    expect((await settings.auditStatus()).removed).toBeGreaterThan(0);
    expect(timers.map(({ ms }) => ms)).toContain(86_400_000);
  });
});
