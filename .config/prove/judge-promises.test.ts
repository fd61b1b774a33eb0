import { describe, expect, it } from 'vitest';
import { figuresOf } from './figures.mjs';
import { judgePromises } from './judge-promises.mjs';
import { proofOf } from './proof-of.mjs';

const promise = (number: string, ...tests: string[]) => ({ number, title: `${number} holds`, tests });
const green = { passed: 3, failed: 0, skipped: {} };
const red = { passed: 2, failed: 1, skipped: {} };
const partly = { passed: 2, failed: 0, skipped: { 'needs Electron': 4 } };
const verdictOf = (files: Parameters<typeof judgePromises>[1]) =>
  judgePromises([promise('A1', 'a.test.ts', 'b.test.ts')], files)[0];

describe('`npm run prove` calls a promise', () => {
  it('a promise is proved when each test that it names ran and passed', () => {
    expect(verdictOf({ 'a.test.ts': green, 'b.test.ts': green })).toMatchObject({
      verdict: 'proved',
      passed: 6,
      why: [],
    });
  });

  it('a promise is skipped, with the file and the reason, when one of its tests could not run', () => {
    expect(verdictOf({ 'a.test.ts': green, 'b.test.ts': partly })).toMatchObject({
      verdict: 'skipped',
      why: ['b.test.ts: 4 skipped: needs Electron'],
    });
  });

  it.each([
    ['a test failed', { 'a.test.ts': green, 'b.test.ts': red }, 'b.test.ts: 1 failed'],
    ['a file did not run', { 'a.test.ts': green }, 'b.test.ts did not run'],
    [
      'a file has no test',
      { 'a.test.ts': green, 'b.test.ts': { passed: 0, failed: 0, skipped: {} } },
      'b.test.ts has no test',
    ],
    [
      'one file failed and another was skipped',
      { 'a.test.ts': partly, 'b.test.ts': red },
      'b.test.ts: 1 failed',
    ],
  ])('a promise failed when %s', (_when, files, why) => {
    expect(verdictOf(files)).toMatchObject({ verdict: 'failed', why: [why] });
  });

  it('a promise failed when it names no test', () => {
    expect(judgePromises([promise('A1')], {})[0]).toMatchObject({ verdict: 'failed' });
  });
});

describe('the figure promises.proved', () => {
  const sums = { canaries: 10, messages: 20, bytes: 900, frames: 1_000_000, kills: 5, passed: 9 };
  const figureOf = (...verdicts: ('proved' | 'skipped' | 'failed')[]) =>
    figuresOf(
      sums,
      verdicts.map((verdict) => ({ number: 'A1', title: 'A1 holds', verdict, passed: 1, why: [] })),
    )[0];

  it('the figure compares with the promises that can be proved here, and counts the skipped ones', () => {
    expect(figureOf('proved', 'proved', 'skipped')).toEqual({
      name: 'promises.proved',
      value: 2,
      unit: 'promises',
      baseline: '3 promises, 1 skipped with their reason',
      ratio: 1,
      target: '>= 1 x',
      ok: true,
    });
  });

  it('the figure misses its target when one promise failed, and when none was proved', () => {
    expect(figureOf('proved', 'failed')).toMatchObject({ ratio: 0.5, ok: false });
    expect(figureOf('skipped')).toMatchObject({ ok: false });
  });

  it('the figure for leaks misses its target when no secret was watched', () => {
    const [, leaks] = figuresOf({ ...sums, canaries: 0 }, []);
    expect(leaks).toMatchObject({ name: 'leaks', ok: false });
  });
});

it('a file that no tool runs is not in the proof, which the documents’ test notices', () => {
  const files = proofOf([{ tests: ['a.test.ts', 'b/type-tests/c.test-d.ts', 'd/fixtures/e.ts'] }]);
  expect(files.find(({ tool }) => tool === 'vitest')?.files).toContain('a.test.ts');
  expect(files.find(({ tool }) => tool === 'tsd')?.files).toEqual(['b/type-tests/c.test-d.ts']);
  expect(files.flatMap((one) => one.files)).not.toContain('d/fixtures/e.ts');
});
