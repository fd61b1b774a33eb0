import { expect, it } from 'vitest';
import type { AuditEntry } from './audit.ts';
import { happeningsIn } from './happenings.ts';

let seq = 0;
const entry = (more: Partial<AuditEntry>): AuditEntry => ({
  seq: ++seq,
  at: 1_800_000_000_000 + seq,
  link: '0'.repeat(64) as AuditEntry['link'],
  kind: 'broker.started',
  ...more,
});
/** As the log lists them. */
const newestFirst = (...entries: AuditEntry[]): AuditEntry[] => entries.reverse();

it('a use is one row from beginning to end, with what both say, also among other uses', () => {
  const rows = happeningsIn(
    newestFirst(
      entry({ kind: 'use.intended', use: 'a', reason: 'Reads.', path: '/a' }),
      entry({ kind: 'use.intended', use: 'b', path: '/b' }),
      entry({ kind: 'use.hop', use: 'a', path: '/elsewhere' }),
      entry({ kind: 'use.finished', use: 'a', path: '/a', outcome: 'ok', status: 200 }),
    ),
  );
  expect(rows).toMatchObject([
    { entry: { path: '/a', reason: 'Reads.', status: 200 }, whole: true, entries: [{}, {}, {}] },
    { entry: { path: '/b' }, whole: false, entries: [{}] },
  ]);
});

it('a question and its answer are one row, and what came of the answer is its own', () => {
  const rows = happeningsIn(
    newestFirst(
      entry({ kind: 'consent.asked', prompt: 'p' }),
      entry({ kind: 'consent.answered', prompt: 'p', outcome: 'always' }),
      entry({ kind: 'grant.created', prompt: 'p' }),
    ),
  );
  expect(rows.map((row) => row.entry.kind)).toEqual(['grant.created', 'consent.answered']);
});

it('entries that name the same use and belong to nothing that begins and ends stay apart', () => {
  const rows = happeningsIn([
    entry({ kind: 'use.refused', use: 'a' }),
    entry({ kind: 'use.refused', use: 'a' }),
  ]);
  expect(rows).toHaveLength(2);
});
