import { expect, it } from 'vitest';
import { appendMany, openTestLog } from './fixtures/open-test-log.ts';
import { testKey } from './fixtures/sample-events.ts';
import { makeRowReader } from './read-rows.ts';
import { makeHeadSeal } from './seal-head.ts';
import { makeLogSigning } from './sign-log.ts';

it('exports that are asked for while the log is verified share that verification, and later ones have their own', async () => {
  const { log, database } = openTestLog();
  appendMany(log, 600);
  await log.flush();
  let verified = 0;
  const rows = makeRowReader(database);
  const signing = makeLogSigning({
    database,
    rows,
    seal: makeHeadSeal({ database, rows, sealKey: () => testKey }),
    signKey: () => testKey,
    flush: async () => undefined,
    verify: () => {
      verified += 1;
      return log.verify();
    },
  });
  const exports = await Promise.all(Array.from({ length: 10 }, () => signing.export()));
  expect(verified).toBe(1);
  const [first, ...others] = exports.map((lines) => [...lines]);
  expect(first).toHaveLength(601);
  for (const other of others) expect(other).toEqual(first);
  await signing.export();
  expect(verified).toBe(2);
});
