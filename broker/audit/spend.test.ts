import { type BudgetKind, type Budgets, budgetKinds } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closeDatabase } from '../database/close-database.ts';
import { openDatabase } from '../database/open-database.ts';
import { auditMigrations } from './audit-log.ts';
import { freshFile, openTestLog } from './fixtures/open-test-log.ts';
import { used } from './fixtures/sample-events.ts';

const day = '2026-11-30';
const of = (who: string, atMost: number, on = day) => ({
  who,
  day: on,
  takes: [{ kind: 'usesPerDay' as const, amount: 1, atMost }],
});

it('a use is counted together with its entry, and where the budget is spent there is neither', async () => {
  const { log } = openTestLog();
  const answers = [1, 2, 3].map((n) => log.appendSpending(used(`/${n}`), of('a', 2)));
  expect(answers).toEqual([undefined, undefined, 'usesPerDay']);
  expect(log.spent({ who: 'a', day }, 'usesPerDay')).toBe(2);
  expect(log.list({ limit: 10 }).entries.map(({ path }) => path)).toEqual(['/2', '/1']);
  expect(await log.verify()).toMatchObject({ ok: true });
  await log.close();
});

it('budgets are counted for each owner and each day', async () => {
  const { log } = openTestLog();
  expect(log.appendSpending(used('/1'), of('a', 1))).toBeUndefined();
  expect(log.appendSpending(used('/2'), of('b', 1))).toBeUndefined();
  expect(log.appendSpending(used('/3'), of('a', 1))).toBe('usesPerDay');
  expect(log.appendSpending(used('/4'), of('a', 1, '2026-12-01'))).toBeUndefined();
  // A clock that goes back over midnight gives nothing twice.
  expect(log.appendSpending(used('/5'), of('a', 1))).toBe('usesPerDay');
  await log.close();
});

it('two processes share a budget, and one that starts later finds what is spent', async () => {
  const file = freshFile();
  const first = openTestLog(file).log;
  const second = openTestLog(file).log;
  const answers = Array.from({ length: 10 }, (_, n) =>
    (n % 2 === 0 ? first : second).appendSpending(used(`/${n}`), of('a', 7)),
  );
  expect(answers.filter((spent) => spent === undefined)).toHaveLength(7);
  await first.close();
  await second.close();
  const { log } = openTestLog(file);
  expect(log.appendSpending(used('/later'), of('a', 7))).toBe('usesPerDay');
  expect(await log.verify()).toMatchObject({ ok: true });
  await log.close();
});

it('an entry that cannot be written costs nothing of the budget', async () => {
  const { log } = openTestLog();
  const refused = { ...used('/x'), path: 'x'.repeat(5_000) };
  expect(() => log.appendSpending(refused, of('a', 1))).toThrow('The audit log cannot be written');
  expect(log.spent({ who: 'a', day }, 'usesPerDay')).toBe(0);
  expect(log.appendSpending(used('/1'), of('a', 1))).toBeUndefined();
  expect(await log.verify()).toMatchObject({ ok: true });
  await log.close();
});

it('a log from before there were kinds keeps its uses of today', async () => {
  const file = freshFile();
  const before = auditMigrations.findIndex(({ name }) => name === 'audit-spent-by-kind');
  const old = openDatabase(file, auditMigrations.slice(0, before), { synchronous: 'NORMAL' });
  old.prepare('INSERT INTO spent VALUES (?1, ?2, 3)').run([day, 'a']);
  closeDatabase(old);
  const { log } = openTestLog(file);
  expect(log.spent({ who: 'a', day }, 'usesPerDay')).toBe(3);
  await log.close();
});

const takesOf = (amounts: Budgets, budgets: Readonly<Record<BudgetKind, number>>) => ({
  who: 'a',
  day,
  takes: budgetKinds.flatMap((kind) => {
    const { [kind]: amount } = amounts;
    return amount === undefined ? [] : [{ kind, amount, atMost: budgets[kind] }];
  }),
});

it('a use takes of several budgets all or nothing, and names the one that is spent', async () => {
  const { log } = openTestLog();
  const budgets = { usesPerDay: 9, bytesPerDay: 100, callsPerDay: 9, costPerDay: 9 };
  const take = (amounts: Budgets) => log.appendSpending(used('/1'), takesOf(amounts, budgets));
  expect(take({ usesPerDay: 1, bytesPerDay: 60, costPerDay: 4 })).toBeUndefined();
  expect(take({ usesPerDay: 1, bytesPerDay: 41, costPerDay: 4 })).toBe('bytesPerDay');
  expect(take({ usesPerDay: 1, bytesPerDay: 40, costPerDay: 6 })).toBe('costPerDay');
  expect(budgetKinds.map((kind) => log.spent({ who: 'a', day }, kind))).toEqual([1, 60, 0, 4]);
  await log.close();
});

it('what came beyond a budget spends what is left of it, and no more', async () => {
  const { log } = openTestLog();
  const came = (amount: number) =>
    log.takeReceived({ who: 'a', day, takes: [{ kind: 'bytesPerDay', amount, atMost: 100 }] });
  expect([came(60), came(40), came(1)]).toEqual([undefined, undefined, 'bytesPerDay']);
  expect(log.spent({ who: 'a', day }, 'bytesPerDay')).toBe(100);
  await log.close();
});

it('over any history of uses and answers by two processes, budgets are what a plain count says', async () => {
  const amounts = fc.record({
    usesPerDay: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
    bytesPerDay: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
    callsPerDay: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
    costPerDay: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
  });
  const step = fc.record({ amounts, received: fc.boolean(), first: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const file = freshFile();
      const logs = [openTestLog(file).log, openTestLog(file).log] as const;
      const budgets = { usesPerDay: 7, bytesPerDay: 200, callsPerDay: 5, costPerDay: 50 };
      const model = { usesPerDay: 0, bytesPerDay: 0, callsPerDay: 0, costPerDay: 0 };
      let entries = 0;
      for (const { amounts: wanted, received, first } of steps) {
        const log = logs[first ? 0 : 1];
        const over = budgetKinds.find((kind) => model[kind] + (wanted[kind] ?? 0) > budgets[kind]);
        const spending = takesOf(wanted, budgets);
        const answer = received ? log.takeReceived(spending) : log.appendSpending(used('/1'), spending);
        expect(answer).toBe(over);
        if (received || over === undefined)
          for (const kind of budgetKinds)
            model[kind] = Math.min(budgets[kind], model[kind] + (wanted[kind] ?? 0));
        if (!received && over === undefined) entries += 1;
      }
      for (const log of logs) {
        for (const kind of budgetKinds) expect(log.spent({ who: 'a', day }, kind)).toBe(model[kind]);
        expect(log.status().entries).toBe(entries);
        await log.close();
      }
    }),
    { numRuns: 50 },
  );
});

it('what was spent on a day is forgotten a week later', async () => {
  const { log } = openTestLog();
  for (const on of ['2026-11-01', '2026-11-14', '2026-11-20']) log.appendSpending(used('/1'), of('a', 9, on));
  const spent = ['2026-11-01', '2026-11-14', '2026-11-20'].map((on) =>
    log.spent({ who: 'a', day: on }, 'usesPerDay'),
  );
  expect(spent).toEqual([0, 1, 1]);
  await log.close();
});
