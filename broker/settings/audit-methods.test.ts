import { describe, expect, it, vi } from 'vitest';
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
  it('the log is filtered by path, connection, extension, outcome and time, newest first', async () => {
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

  it('the log comes in pages that omit nothing and mark the end', async () => {
    const { settings } = await logged();
    const seen: number[] = [];
    for (let before: number | undefined; ; ) {
      const page = await settings.listAudit({ limit: 4, before });
      seen.push(...page.entries.map(({ seq }) => seq));
      before = page.next;
      if (before === undefined) break;
    }
    expect(seen).toEqual(seen.map((_, at) => (seen[0] ?? 0) - at));
    expect(seen.at(-1)).toBe(1);
  });

  it('the log is exported in pulled pieces: verifiable JSON Lines, and CSV that runs nothing in a spreadsheet', async () => {
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

  it('at most four exports are open, and an abandoned one is released', async () => {
    const { settings, clock } = await logged();
    const open = () => settings.openExport({ format: 'csv' });
    const [first] = [await open(), await open(), await open(), await open()];
    expect(await codeOf(open())).toBe('too-many-requests');
    clock.ms += 5 * 60_000;
    await open();
    expect(await codeOf(settings.readExport({ exportId: first.exportId }))).toBe('not-found');
  });

  it('an export that began has a line, and a refused one has none', async () => {
    const { settings } = await logged();
    const open = () => settings.openExport({ format: 'csv' });
    for (let times = 0; times < 4; times += 1) await open();
    expect(await codeOf(open())).toBe('too-many-requests');
    expect((await settings.listAudit({ kind: 'audit.exported' })).entries).toHaveLength(4);
  });

  it('a page that left does not hold back the next page’s exports', async () => {
    const { t, settings } = await logged();
    const page = openSettingsClient(t.broker);
    for (let times = 0; times < 4; times += 1) await page.client.openExport({ format: 'csv' });
    page.close();
    expect(await settings.openExport({ format: 'csv' })).toMatchObject({ exportId: expect.any(String) });
  });

  it('the log is verified once for many requests, and reports its extent and retention', async () => {
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

  it('old entries are removed a minute after a start, because few desktops run for a day', async () => {
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

  it('a revoked grant goes with the entries that tell of its end, and not within a day', async () => {
    const timers: { ms: number; run: () => void }[] = [];
    const { settings, clock, create, use } = await governed({
      after: (ms, run) => {
        timers.push({ ms, run });
        return () => undefined;
      },
    });
    const prune = async (): Promise<number> => {
      for (const { ms, run } of timers.splice(0)) if (ms === 60_000 || ms === 86_400_000) run();
      await vi.waitFor(() => expect(timers.some(({ ms }) => ms === 86_400_000)).toBe(true));
      await new Promise((resolve) => setImmediate(resolve));
      return (await settings.listGrants({ revoked: true })).length;
    };
    await create();
    await use();
    await settings.revokeGrant({ grantId: (await settings.listGrants())[0]?.id as never });
    await settings.setRetention({ days: 7, entries: 1000 });
    expect(await prune()).toBe(1);
    for (let day = 0; day < 20; day += 1) {
      clock.ms += 86_400_000;
      await create();
    }
    await vi.waitFor(async () => expect(await prune()).toBe(0));
    expect((await settings.auditStatus()).oldestAt).toBeGreaterThan(clock.ms - 10 * 86_400_000);
  });
});
