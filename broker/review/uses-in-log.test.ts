import { expect, it } from 'vitest';
import type { AuditRow } from '../audit/chain.ts';
import { usesInLog } from './uses-in-log.ts';

const grantId = `gra_${'1'.repeat(21)}` as never;
const line = (use: number, path: string): string =>
  `{"kind":"use.intended","use":"u${use}","grantId":"${grantId}","method":"GET","path":"${path}","at":${use}}`;
const rowsOf = (count: number, pathOf: (use: number) => string): AuditRow[] =>
  Array.from({ length: count }, (_, use) => ({ seq: use + 1, line: line(use, pathOf(use)), link: '' }));

/** One long slice, so that every turn which others get in between is the reader's own doing. */
async function* whole(rows: readonly AuditRow[]): AsyncGenerator<readonly AuditRow[]> {
  yield rows;
}
const turnsWhile = async (work: () => Promise<unknown>): Promise<number> => {
  let turns = 0;
  let running = true;
  const count = (): void => {
    turns += 1;
    if (running) setImmediate(count);
  };
  setImmediate(count);
  await work();
  running = false;
  return turns;
};

it('others get their turn every 500 rows, and every 500 different requests, while uses are read', async () => {
  const same = rowsOf(5_000, () => '/same');
  expect(await turnsWhile(() => usesInLog(whole(same), { grantId }))).toBeGreaterThanOrEqual(9);
  const different = rowsOf(5_000, (use) => `/${use}`);
  expect(await turnsWhile(() => usesInLog(whole(different), { grantId }))).toBeGreaterThanOrEqual(18);
});

it('a redirect is a step of its use, and a request for a token is none', async () => {
  const hop = (path: string, more: string): string =>
    line(1, path).replace('intended', 'hop').replace(',"at"', `${more},"at"`);
  const lines = [line(1, '/first'), hop('/token', ''), hop('/moved', ',"bytesSent":0')];
  const rows = lines.map((text, n) => ({ seq: n + 1, line: text, link: '' }));
  const [found] = await usesInLog(whole(rows), { grantId });
  expect(found?.steps.map(({ path }) => path)).toEqual(['/first', '/moved']);
});

it('equal requests are counted as one way, and each different one by itself', async () => {
  const rows = rowsOf(1_200, (use) => `/${use % 3}`);
  const found = await usesInLog(whole(rows), { grantId });
  expect(found.map(({ steps, count }) => [steps[0]?.path, count])).toEqual([
    ['/0', 400],
    ['/1', 400],
    ['/2', 400],
  ]);
});
