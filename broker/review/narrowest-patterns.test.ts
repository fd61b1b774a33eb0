import { pathPattern } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPath, readPath } from '../network/path-pattern.ts';
import { narrowestPatterns } from './narrowest-patterns.ts';

const admits = (patterns: readonly string[], path: string): boolean => {
  const read = readPath(path);
  return read.ok && patterns.some((pattern) => matchesPath(pattern, read.path));
};
const segment = fc.oneof(
  fc.constantFrom('repos', 'user', 'issues', '%20a', 'a%2Fb', "o'brien", '~x', '-'),
  fc.nat(300).map(String),
);
const path = fc
  .tuple(fc.array(segment, { maxLength: 5 }), fc.boolean())
  .map(([names, slash]) => `/${names.join('/')}${slash && names.length > 0 ? '/' : ''}`);

describe('the narrowest patterns', () => {
  it.each<[string, string[], string[]]>([
    ['a few paths are written out', ['/a', '/a/b', '/a'], ['/a', '/a/b']],
    ['many names at one place become one', ['/u/1', '/u/2', '/u/3', '/u/4', '/u/5'], ['/u/*']],
    ['what is below them stays', ['/u/1/x', '/u/2/x', '/u/3/x', '/u/4/y', '/u/5/x'], ['/u/*/x', '/u/*/y']],
    ['a slash at the end is kept', ['/a/', '/a'], ['/a', '/a/']],
    ['an encoded slash needs everything below', ['/p/group%2Fname/x'], ['/p/**']],
    ['the root is a path', ['/'], ['/']],
    ['nothing stays nothing', [], []],
  ])('%s', async (_, paths, patterns) => {
    expect(await narrowestPatterns(paths)).toEqual(patterns);
  });

  it('the patterns admit each path, are valid, and are at most 64, whatever the paths are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(path, { maxLength: 120 }), async (paths) => {
        const patterns = await narrowestPatterns(paths);
        expect(patterns.length).toBeLessThanOrEqual(64);
        for (const pattern of patterns) expect(pathPattern.safeParse(pattern).success).toBe(true);
        for (const one of paths)
          expect({ one, admitted: admits(patterns, one) }).toEqual({ one, admitted: true });
      }),
    );
  });

  it('a path that begins otherwise than each of the given ones is not admitted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(path, { minLength: 1, maxLength: 40 }), async (paths) => {
        const patterns = await narrowestPatterns(paths);
        const first = new Set(paths.map((one) => one.split('/')[1]));
        fc.pre(first.size <= 4 && !paths.includes('/') && !paths.some((one) => one.startsWith('/a%2F')));
        expect(admits(patterns, '/elsewhere/x')).toBe(false);
      }),
    );
  });

  it('distinct paths at many depths fold until a caveat can hold them', async () => {
    const paths = Array.from(
      { length: 4 ** 4 },
      (_, n) => `/${n.toString(4).padStart(4, '0').split('').join('/')}`,
    );
    const patterns = await narrowestPatterns(paths);
    expect(patterns.length).toBeLessThanOrEqual(64);
    for (const one of paths) expect(admits(patterns, one)).toBe(true);
  });

  it('a hundred thousand deep paths are told in at most 64 patterns, and others get their turn meanwhile', async () => {
    const paths = Array.from(
      { length: 100_000 },
      (_, n) => `/${n.toString(4).padStart(9, '0').split('').join('/')}/${'x/'.repeat(200)}end`,
    );
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 0);
    const patterns = await narrowestPatterns(paths);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(20);
    expect(patterns.length).toBeLessThanOrEqual(64);
    for (const one of paths.slice(0, 500)) expect(admits(patterns, one)).toBe(true);
  });
});
