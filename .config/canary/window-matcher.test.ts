import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeWindowMatcher, windowBytes } from './window-matcher.ts';

const found = (needles: readonly Uint8Array[], bytes: Uint8Array): string[] => {
  const matcher = makeWindowMatcher();
  for (const needle of needles) matcher.add(needle);
  const places = new Set<string>();
  matcher.find(bytes, (start, end) => places.add(`${start}-${end}`));
  return [...places].sort();
};

/** The same, by Node's own search. */
const foundByNode = (needles: readonly Uint8Array[], bytes: Buffer): string[] => {
  const places = new Set<string>();
  for (const needle of needles)
    for (let at = bytes.indexOf(needle); at !== -1; at = bytes.indexOf(needle, at + 1))
      places.add(`${at}-${at + needle.length}`);
  return [...places].sort();
};

/** Microseconds of the processor that the cheapest search so far took: each call is one more search. */
const costOf = (count: number, text: Uint8Array): (() => number) => {
  const matcher = makeWindowMatcher();
  for (let at = 0; at < count; at += 1) matcher.add(randomBytes(24));
  let least = Number.POSITIVE_INFINITY;
  return () => {
    const before = process.cpuUsage();
    matcher.find(text, () => undefined);
    least = Math.min(least, process.cpuUsage(before).user);
    return least;
  };
};

describe('the window matcher', () => {
  it('the matcher finds what a search for each needle finds', () => {
    // Two letters, so that windows are alike, needles overlap and one is in another.
    const letters = fc.array(fc.constantFrom(97, 98), { minLength: windowBytes, maxLength: 40 });
    const text = fc.array(fc.constantFrom(97, 98), { maxLength: 400 });
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 30 }), text, fc.nat(), (some, around, at) => {
        const needles = some.map((one) => Uint8Array.from(one));
        const [first] = some;
        const bytes = [...around];
        if (first !== undefined) bytes.splice(at % (bytes.length + 1), 0, ...first);
        const distinct = [...new Map(needles.map((one) => [one.length, one])).values()];
        expect(found(distinct, Uint8Array.from(bytes))).toEqual(foundByNode(distinct, Buffer.from(bytes)));
      }),
      { numRuns: 300 },
    );
  });

  it('the matcher finds two needles with the same window', () => {
    const inner = Uint8Array.from({ length: 16 }, (_, at) => at);
    const outer = Uint8Array.from([100, ...inner, 101]);
    expect(found([outer, inner], outer)).toEqual(foundByNode([outer, inner], Buffer.from(outer)));
    expect(found([inner, outer], outer)).toEqual(['0-18', '1-17']);
  });

  it('the matcher finds each of 20,000 needles, at the beginning, in the middle and at the end', () => {
    const needles = Array.from({ length: 20_000 }, () => randomBytes(20));
    const matcher = makeWindowMatcher();
    for (const needle of needles) matcher.add(needle);
    let hits = 0;
    matcher.find(Buffer.concat(needles), () => {
      hits += 1;
    });
    expect(hits).toBe(needles.length);
  });

  it('the matcher keeps a needle once, and takes none shorter than a window', () => {
    const matcher = makeWindowMatcher();
    const needle = randomBytes(20);
    matcher.add(needle);
    matcher.add(Buffer.from(needle));
    expect(matcher.size()).toBe(1);
    expect(() => matcher.add(randomBytes(windowBytes - 1))).toThrow(RangeError);
  });

  it('the matcher with 50,000 needles costs at most three times what fifty cost', () => {
    const text = randomBytes(4_000_000);
    const many = costOf(50_000, text);
    const few = costOf(50, text);
    let ratio = Number.POSITIVE_INFINITY;
    // By turns: a busy machine makes a round dearer and none cheaper, so that more rounds heal what it did.
    for (let round = 0; round < 30 && ratio >= 3; round += 1) ratio = many() / few();
    expect(ratio).toBeLessThan(3);
  });
});
