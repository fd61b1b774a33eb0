import { type AuditEntry, happeningsIn } from '@valetkey/broker/contracts';
import { expect, it } from 'vitest';
import { withDays } from './activity-rows.ts';

it('each day has one heading, and the last two are called by their names', () => {
  const now = new Date(2026, 10, 30, 15).getTime();
  const at = (day: number, hour: number): AuditEntry => ({
    seq: day * 100 + hour,
    at: new Date(2026, 10, day, hour).getTime(),
    link: '0'.repeat(64) as AuditEntry['link'],
    kind: 'broker.started',
  });
  const rows = withDays(happeningsIn([at(30, 14), at(30, 1), at(29, 23), at(3, 9)]), now);
  expect(rows.map((row) => ('day' in row ? row.day : 'row'))).toEqual([
    ...['Today', 'row', 'row', 'Yesterday', 'row', 'Tuesday, November 3, 2026', 'row'],
  ]);
});
