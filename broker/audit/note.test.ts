import { describe, expect, it } from 'vitest';
import { openTestLog, tamper } from './fixtures/open-test-log.ts';
import { used } from './fixtures/sample-events.ts';
import { makeNotes } from './note.ts';

const stage = () => {
  const { log: audit, database, clock } = openTestLog();
  const lines: string[] = [];
  const timers: (() => void)[] = [];
  const notes = makeNotes({
    audit,
    log: (level, text) => void lines.push(`${level} ${text}`),
    after: (_ms, run) => {
      timers.push(run);
      return () => undefined;
    },
    now: () => clock.now,
  });
  const breakDisk = (): void => void database.pragma('query_only = ON');
  const mendDisk = (): void => void database.pragma('query_only = OFF');
  const missOne = (path: string): void => notes.note(used(path));
  const tick = (): void => {
    for (const run of timers.splice(0)) run();
  };
  const newest = (limit = 100) =>
    audit.list({ limit }).entries.map(({ kind, path, detail }) => detail ?? path ?? kind);
  return { audit, database, clock, notes, lines, timers, breakDisk, mendDisk, missOne, tick, newest };
};

describe('what happens while the disk is full', () => {
  it('an event on a full disk is written when there is room, behind a marker with the start of the gap', async () => {
    const { audit, clock, lines, breakDisk, mendDisk, missOne, tick, newest } = stage();
    missOne('/before');
    breakDisk();
    missOne('/one');
    clock.now += 5_000;
    missOne('/two');
    tick();
    mendDisk();
    tick();
    expect(newest()).toEqual([
      '/two',
      '/one',
      'could not be written since 2025-11-24T16:00:00.000Z; 2 entries follow late, 0 are lost',
      '/before',
    ]);
    expect(lines).toEqual([
      expect.stringMatching(/^error The audit log cannot be written \(.*readonly.*\)\. Check the disk\./),
      'warn The audit log can be written again. 2 entries were added late.',
    ]);
    expect(await audit.verify()).toMatchObject({ ok: true });
  });

  it('events on a full disk take one line and bounded memory: the marker counts the rest', () => {
    const { lines, timers, breakDisk, mendDisk, missOne, tick, newest } = stage();
    breakDisk();
    for (let at = 0; at < 1_500; at += 1) missOne(`/${at}`);
    expect([lines.length, timers.length]).toEqual([1, 1]);
    mendDisk();
    tick();
    const all = newest(1_000);
    expect(all[0]).toBe('/999');
    expect(newest(1_000).length + 1).toBe(1_001);
    expect(timers).toEqual([]);
    expect(lines.at(-1)).toContain('1000 entries were added late');
  });

  it('waiting events are written when the broker closes, or reported as lost', () => {
    const { notes, lines, breakDisk, mendDisk, missOne, newest } = stage();
    breakDisk();
    missOne('/one');
    mendDisk();
    notes.close();
    expect(newest()[0]).toBe('/one');
    breakDisk();
    missOne('/two');
    notes.close();
    expect(lines.at(-1)).toBe('error The audit log lacks 1 entries at its end.');
  });

  it('a disk that fails again holds the rest for the next marker', () => {
    const { database, notes, breakDisk, mendDisk, missOne, tick, newest } = stage();
    breakDisk();
    for (const path of ['/one', '/two', '/three']) missOne(path);
    mendDisk();
    tamper(
      database,
      `CREATE TRIGGER full BEFORE INSERT ON entries WHEN NEW.line LIKE '%/two%' BEGIN SELECT RAISE(ABORT, 'full'); END`,
    );
    tick();
    expect(newest()[0]).toBe('/one');
    tamper(database, 'DROP TRIGGER full');
    notes.close();
    expect(newest().slice(0, 3)).toEqual([
      '/three',
      '/two',
      expect.stringContaining('2 entries follow late'),
    ]);
  });

  it('an event that the log refuses is reported, and not retried for ever', () => {
    const { notes, lines, timers } = stage();
    notes.note({ ...used(), authorization: 'Bearer x' } as never);
    expect(lines).toEqual(['error the audit log did not take use.finished']);
    expect(timers).toEqual([]);
  });

  it('the marker says how many entries are lost, and the next one does not say it again', () => {
    const { audit, breakDisk, mendDisk, missOne, tick } = stage();
    const markers = () => audit.list({ kind: 'audit.gap', limit: 10 }).entries.map(({ detail }) => detail);
    breakDisk();
    for (let at = 0; at < 1_500; at += 1) missOne(`/${at}`);
    mendDisk();
    tick();
    expect(markers()).toEqual([expect.stringMatching(/; 1000 entries follow late, 500 are lost$/)]);
    breakDisk();
    missOne('/again');
    mendDisk();
    tick();
    expect(markers()[0]).toMatch(/; 1 entries follow late, 0 are lost$/);
  });

  it('nothing is tried again once the broker has closed', () => {
    const { notes, timers, breakDisk, missOne, tick } = stage();
    breakDisk();
    missOne('/one');
    notes.close();
    tick();
    expect(timers).toEqual([]);
  });
});
