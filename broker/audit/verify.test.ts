import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditVerdict } from '../contracts/audit.ts';
import { closeDatabase } from '../database/close-database.ts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { appendMany, openTestLog, tamper } from './fixtures/open-test-log.ts';
import { used } from './fixtures/sample-events.ts';

type FirstBad = NonNullable<AuditVerdict['firstBad']>;
type Tampering = { name: string; run(database: OpenedDatabase, at: number, last: number): FirstBad };

/** Each is done to entry `at` of a sealed log; `last` is its newest entry. */
const tamperings: Tampering[] = [
  {
    name: 'edits a field',
    run(database, at) {
      tamper(database, 'UPDATE entries SET line = replace(line, \'"at":17\', \'"at":16\') WHERE seq = ?', at);
      return { seq: at, why: 'edited' };
    },
  },
  {
    name: 'edits a link',
    run(database, at) {
      tamper(database, 'UPDATE entries SET link = ? WHERE seq = ?', 'f'.repeat(64), at);
      return { seq: at, why: 'edited' };
    },
  },
  {
    name: 'removes an entry',
    run(database, at, last) {
      tamper(database, 'DELETE FROM entries WHERE seq = ?', at);
      return { seq: at, why: at === last ? 'tail-cut' : 'missing' };
    },
  },
  {
    name: 'cuts the tail',
    run(database, at) {
      tamper(database, 'DELETE FROM entries WHERE seq >= ?', at);
      return { seq: at, why: 'tail-cut' };
    },
  },
  {
    name: 'damages the text',
    run(database, at) {
      tamper(database, 'UPDATE entries SET line = substr(line, 1, 30) WHERE seq = ?', at);
      return { seq: at, why: 'unreadable' };
    },
  },
  {
    name: 'nulls an entry',
    run(database, at) {
      tamper(database, 'UPDATE entries SET line = NULL WHERE seq = ?', at);
      return { seq: at, why: 'unreadable' };
    },
  },
  {
    name: 'swaps an entry with the newest',
    run(database, at, last) {
      tamper(database, 'UPDATE entries SET seq = -seq WHERE seq IN (?, ?)', at, last);
      tamper(database, 'UPDATE entries SET seq = ? WHERE seq = ?', last, -at);
      if (at !== last) tamper(database, 'UPDATE entries SET seq = ? WHERE seq = ?', at, -last);
      return { seq: at, why: 'reordered' };
    },
  },
  {
    name: 'puts an entry before the oldest',
    run(database) {
      tamper(database, 'INSERT INTO entries SELECT -5, line, link FROM entries LIMIT 1');
      return { seq: -5, why: 'reordered' };
    },
  },
  {
    name: 'moves the checkpoint over the oldest entries',
    run(database, at, last) {
      tamper(
        database,
        'INSERT OR REPLACE INTO checkpoint (id, seq, link, at, removed) SELECT 1, seq, link, 1, seq FROM entries WHERE seq = ?',
        at,
      );
      tamper(database, 'DELETE FROM entries WHERE seq <= ?', at);
      return { seq: last, why: 'not-sealed' };
    },
  },
];

describe('verify', () => {
  it('verify finds a log of any history sound, and names exactly the first bad entry after tampering', async () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ append: fc.integer({ min: 1, max: 30 }) }) },
      { weight: 1, arbitrary: fc.record({ keep: fc.integer({ min: 2, max: 20 }) }) },
      { weight: 1, arbitrary: fc.constant('reopen' as const) },
    );
    const history = fc.array(step, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.constantFrom(...tamperings),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        async (steps, tampering, where, reopen) => {
          let { log, database, file } = openTestLog();
          let oldest = 1;
          let last = log.append(used());
          for (const action of steps) {
            if (action === 'reopen') {
              await log.close();
              ({ log, database } = openTestLog(file));
            } else if ('append' in action) {
              appendMany(log, action.append);
              last += action.append;
            } else if ((await log.setRetention({ days: 90, entries: action.keep })).removed > 0) {
              last += 1;
              oldest = last - action.keep + 1;
            }
          }
          await log.flush();
          expect(await log.verify()).toMatchObject({ ok: true, entries: last - oldest + 1 });

          const at = Math.min(last, oldest + Math.floor(where * (last - oldest + 1)));
          if (tampering.name.startsWith('swaps') && at === last) return;
          const firstBad = tampering.run(database, at, last);
          if (reopen) ({ log } = openTestLog(file));
          const verdict = await log.verify();
          expect(verdict).toMatchObject({ ok: false, firstBad });
          // Going on does not cover it up, and neither does the next seal.
          log.append(used());
          await log.flush();
          const later = await log.verify();
          if (firstBad.why === 'tail-cut') expect(later).toMatchObject({ ok: false, firstBad: { seq: at } });
          else expect(later).toMatchObject({ ok: false, firstBad });
        },
      ),
      { numRuns: 120 },
    );
  });

  it('verify lets the event loop run, and appends and pruning continue', async () => {
    const { log, database } = openTestLog();
    database.exec('BEGIN');
    appendMany(log, 20_000);
    database.exec('COMMIT');
    await log.flush();
    let turns = 0;
    let done = false;
    const busy = (async () => {
      for (; !done; turns += 1) {
        log.append(used(`/meanwhile/${turns}`));
        if (turns === 20) await log.setRetention({ days: 90, entries: 15_000 });
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const verdict = await log.verify();
    done = true;
    await busy;
    expect(verdict.ok).toBe(true);
    expect(turns).toBeGreaterThan(50);
  });

  it.each(Array.from({ length: 20 }, (_, at) => at))(
    'verify ends with a code if the log closes after %i of its slices, before the file closes',
    async (at) => {
      const { log, database } = openTestLog();
      database.exec('BEGIN');
      appendMany(log, 5_100);
      database.exec('COMMIT');
      await log.flush();
      const verdict = log.verify().catch((error: unknown) => error);
      for (let turn = 0; turn < at; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      await log.close();
      closeDatabase(database);
      expect(await verdict).toMatchObject({ code: 'aborted' });
    },
  );

  it('verify accepts an empty log', async () => {
    expect(await openTestLog().log.verify()).toMatchObject({ ok: true, entries: 0 });
  });
});
