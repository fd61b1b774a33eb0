import { expect, it } from 'vitest';
import { freshFile, openTestLog } from './fixtures/open-test-log.ts';
import { used } from './fixtures/sample-events.ts';

const day = '2026-11-30';
const of = (who: string, atMost: number, on = day) => ({ who, day: on, atMost });

it('a use is counted together with its entry, and where the budget is spent there is neither', async () => {
  const { log } = openTestLog();
  const answers = [1, 2, 3].map((n) => log.appendSpending(used(`/${n}`), of('a', 2)));
  expect(answers).toEqual([true, true, false]);
  expect(log.spent({ who: 'a', day })).toBe(2);
  expect(log.list({ limit: 10 }).entries.map(({ path }) => path)).toEqual(['/2', '/1']);
  expect(await log.verify()).toMatchObject({ ok: true });
  await log.close();
});

it('budgets are counted for each owner and each day', async () => {
  const { log } = openTestLog();
  expect(log.appendSpending(used('/1'), of('a', 1))).toBe(true);
  expect(log.appendSpending(used('/2'), of('b', 1))).toBe(true);
  expect(log.appendSpending(used('/3'), of('a', 1))).toBe(false);
  expect(log.appendSpending(used('/4'), of('a', 1, '2026-12-01'))).toBe(true);
  // A clock that goes back over midnight gives nothing twice.
  expect(log.appendSpending(used('/5'), of('a', 1))).toBe(false);
  await log.close();
});

it('two processes share a budget, and one that starts later finds what is spent', async () => {
  const file = freshFile();
  const first = openTestLog(file).log;
  const second = openTestLog(file).log;
  const answers = Array.from({ length: 10 }, (_, n) =>
    (n % 2 === 0 ? first : second).appendSpending(used(`/${n}`), of('a', 7)),
  );
  expect(answers.filter(Boolean)).toHaveLength(7);
  await first.close();
  await second.close();
  const { log } = openTestLog(file);
  expect(log.appendSpending(used('/later'), of('a', 7))).toBe(false);
  expect(await log.verify()).toMatchObject({ ok: true });
  await log.close();
});

it('an entry that cannot be written costs nothing of the budget', async () => {
  const { log } = openTestLog();
  const refused = { ...used('/x'), path: 'x'.repeat(5_000) };
  expect(() => log.appendSpending(refused, of('a', 1))).toThrow('The audit log cannot be written');
  expect(log.spent({ who: 'a', day })).toBe(0);
  expect(log.appendSpending(used('/1'), of('a', 1))).toBe(true);
  expect(await log.verify()).toMatchObject({ ok: true });
  await log.close();
});
