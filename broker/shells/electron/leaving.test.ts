import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { runAlone } from './fixtures/run-alone.ts';

type Ended = { readonly way: string; readonly closed: boolean; readonly stayed?: boolean };

const why = whyNoElectron();
let ended: readonly Ended[] = [];
beforeAll(async () => {
  if (why !== undefined) return;
  const script = new URL('./fixtures/run-leaving.ts', import.meta.url);
  const pages = fileURLToPath(new URL('../../dist/shells/electron/pages', import.meta.url));
  const { said, code, errors } = await runAlone(script, { args: [pages], ms: 140_000 });
  if (code !== 0) throw new Error(`exit ${code} after ${said.length} ways: ${errors}`);
  ended = said as readonly Ended[];
});
beforeEach((ctx) => {
  if (why !== undefined) ctx.skip(why);
});

const leaving = (): readonly Ended[] => ended.filter(({ stayed }) => stayed !== undefined);

it('a page that tries to leave its document stays in it, or its window is closed', () => {
  expect(ended.length).toBe(25);
  expect(leaving().filter(({ closed, stayed }) => !closed && !stayed)).toEqual([]);
});

it('the window of a page that goes to about:blank, in any of seven ways, is closed', () => {
  const blank = ended.filter(({ way }) => way.startsWith('about:blank'));
  expect(blank.filter(({ closed }) => closed).map(({ way }) => way)).toEqual(
    expect.arrayContaining([
      'about:blank',
      'about:blank in its place',
      'about:blank opened in itself',
      'about:blank by a link',
    ]),
  );
});

it('a page cannot keep its window open with a question, a loop in an answer, or a loop', () => {
  const staying = ended.slice(-5);
  expect(staying.map(({ way }) => way)).toContain('a loop before it unloads');
  expect(staying.filter(({ closed }) => !closed)).toEqual([]);
});
