import { expect, it } from 'vitest';
import { makeExportSessions } from './export-sessions.ts';

it('an export that is being read is not given up, however long it takes', () => {
  let at = 0;
  let ids = 0;
  function* lines(): Generator<string, void, undefined> {
    for (;;) yield 'x'.repeat(64 * 1024);
  }
  const exports = makeExportSessions({
    makeId: () => {
      ids += 1;
      return `export-${ids}`;
    },
    now: () => at,
  });
  const first = exports.open(lines);
  for (let minute = 0; minute < 6; minute += 1) {
    at += 60_000;
    exports.read(first);
  }
  exports.open(lines);
  expect(exports.read(first)).toMatchObject({ done: false });
});
