import { expect, it } from 'vitest';
import { type AuditPages, auditPages, noPages } from './audit-pages.ts';

/** Two pages of the log, the newer one without an entry that fits. `fails`: the next answers are errors. */
const log = () => {
  const state = { fails: false, pages: noPages as AuditPages, asked: [] as unknown[] };
  const listAudit = async ({ before }: { before?: number | undefined }) => {
    state.asked.push(before);
    if (state.fails) throw new Error('failed');
    return before === undefined
      ? { entries: [], next: 100, unreadable: [] }
      : { entries: [{ seq: 7 }], next: undefined, unreadable: [] };
  };
  const pages = auditPages({ listAudit } as never, {}, (changed) => {
    state.pages = changed;
  });
  return { state, pages };
};

it('the news after a first look that failed are that look once more, and no empty list', async () => {
  const { state, pages } = log();
  state.fails = true;
  await pages.older();
  expect(state.pages).toMatchObject({ entries: [], failed: { message: 'failed' } });
  state.fails = false;
  await pages.newer();
  expect(state.pages).toMatchObject({ entries: [{ seq: 7 }], older: false });
  expect(state.pages.failed).toBeUndefined();
  expect(state.asked).toEqual([undefined, undefined, 100]);
});
