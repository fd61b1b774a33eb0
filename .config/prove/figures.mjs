/** Fuzzed frames are compared with this many. */
const aMillion = 1_000_000;

/**
 * @typedef {{ readonly name: string, readonly value: number, readonly unit: string, readonly baseline: string,
 *   readonly ratio: number, readonly target: string, readonly ok: boolean }} Figure in the benchmarks' shape
 *
 * @param {Readonly<Record<string, number>>} sums what the run's tests counted
 * @param {readonly import('./judge-promises.mjs').Judged[]} promises
 * @returns {readonly Figure[]}
 */
export const figuresOf = (sums, promises) => {
  const count = (/** @type {string} */ name) => sums[name] ?? 0;
  const canaries = count('canaries');
  const judged = count('passed') + count('failed');
  const of = (/** @type {string} */ verdict) => promises.filter((one) => one.verdict === verdict).length;
  const runnable = promises.length - of('skipped');
  return [
    {
      name: 'promises.proved',
      value: of('proved'),
      unit: 'promises',
      baseline: `${promises.length} promises, ${of('skipped')} skipped with their reason`,
      ratio: of('proved') / runnable,
      target: '>= 1 x',
      ok: promises.length > 0 && of('proved') > 0 && of('failed') === 0,
    },
    {
      name: 'leaks',
      value: count('leaks'),
      unit: 'places',
      baseline: `${canaries} canaries planted`,
      ratio: count('leaks') / canaries,
      target: '<= 0 x',
      ok: canaries > 0 && count('leaks') === 0,
    },
    {
      name: 'messages and files scanned',
      value: count('messages'),
      unit: '',
      baseline: `${canaries} canaries planted`,
      ratio: count('messages') / canaries,
      target: '>= 1 x',
      ok: count('messages') >= canaries,
    },
    {
      name: 'bytes scanned',
      value: count('bytes'),
      unit: 'bytes',
      baseline: `${count('messages')} messages and files`,
      ratio: count('bytes') / count('messages'),
      target: '>= 1 x',
      ok: count('bytes') >= count('messages'),
    },
    {
      name: 'frames fuzzed',
      value: count('frames'),
      unit: 'frames',
      baseline: 'a million',
      ratio: count('frames') / aMillion,
      target: '>= 1 x',
      ok: count('frames') >= aMillion,
    },
    {
      name: 'kills survived',
      value: count('kills'),
      unit: 'kills',
      baseline: 'kills that were tried: a test that does not survive one is red',
      ratio: count('failed') === 0 ? 1 : Number.NaN,
      target: '>= 1 x',
      ok: count('kills') > 0 && count('failed') === 0,
    },
    {
      name: 'tests passed',
      value: count('passed'),
      unit: 'tests',
      baseline: `${judged} that ran, ${count('skipped')} skipped`,
      ratio: count('passed') / judged,
      target: '>= 1 x',
      ok: count('failed') === 0 && judged > 0,
    },
  ];
};
