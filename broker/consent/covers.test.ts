import type { HttpMethod } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admitsPath } from '../network/fixtures/admits-path.ts';
import { beyond, meets, patternCovers, uncovered } from './covers.ts';

const segment = fc.constantFrom('a', 'b', 'v1');
const path = fc
  .array(fc.oneof(segment, fc.constant('a%2Fb')), { maxLength: 4 })
  .map((segments) => `/${segments.join('/')}`);
const pattern = fc
  .tuple(fc.array(fc.oneof(segment, fc.constant('*')), { maxLength: 4 }), fc.boolean())
  .map(([segments, tail]) => `/${[...segments, ...(tail ? ['**'] : [])].join('/')}`);

describe('patternCovers', () => {
  it('a pattern covers another only if every path of the inner one is a path of the outer one', () => {
    fc.assert(
      fc.property(pattern, pattern, path, (outer, inner, tried) => {
        if (patternCovers(outer, inner) && admitsPath(inner, tried))
          expect(admitsPath(outer, tried)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });

  it('a pattern covers itself, and /** covers everything', () => {
    fc.assert(
      fc.property(pattern, (any) => {
        expect(patternCovers(any, any)).toBe(true);
        expect(patternCovers('/**', any)).toBe(true);
      }),
    );
  });

  it.each([
    ['/v1/*', '/v1/a', true],
    ['/v1/*', '/v1/*', true],
    ['/v1/*', '/v1/**', false],
    ['/v1/**', '/v1', true],
    ['/v1/**', '/v1/a/b', true],
    ['/v1/**', '/v2/a', false],
    ['/v1', '/v1/', false],
    ['/a', '/*', false],
  ])('%s covers %s: %s', (outer, inner, expected) => {
    expect(patternCovers(outer, inner)).toBe(expected);
  });
});

describe('meets', () => {
  const access = (methods: HttpMethod[], paths: string[], mcpTools: string[] = []) => ({
    methods,
    paths,
    mcpTools,
  });
  it('two accesses meet if any request is admitted by both', () => {
    fc.assert(
      fc.property(pattern, pattern, path, (one, other, tried) => {
        const met = meets(access(['GET', 'PUT'], [one]), access(['GET', 'POST'], [other]));
        if (admitsPath(one, tried) && admitsPath(other, tried)) expect(met).toBe(true);
        expect(meets(access(['GET', 'POST'], [other]), access(['GET', 'PUT'], [one]))).toBe(met);
        expect(meets(access(['PUT'], [one]), access(['POST'], [other]))).toBe(false);
      }),
      { numRuns: 20_000 },
    );
  });

  it.each([
    ['/v1/a', '/v1/b', false],
    ['/v1/*', '/*/b', true],
    ['/v1/*', '/v1', false],
    ['/v1/*', '/v1/', false],
    ['/v1/**', '/v1', true],
    ['/v1/**', '/*/a/**', true],
    ['/v1/**', '/v2/**', false],
  ])('requests of %s and of %s meet: %s', (one, other, expected) => {
    expect(meets(access(['GET', 'PUT'], [one]), access(['GET', 'POST'], [other]))).toBe(expected);
  });

  it.each([
    [['*'], ['echo'], true],
    [['echo', 'a'], ['b', 'echo'], true],
    [['a'], ['b'], false],
    [['*'], [], false],
  ])('tools %j and %j meet: %s', (these, those, expected) => {
    expect(meets(access(['GET'], ['/a'], these), access(['POST'], ['/b'], those))).toBe(expected);
    expect(meets(access(['GET'], ['/a'], those), access(['POST'], ['/b'], these))).toBe(expected);
  });
});

describe('uncovered', () => {
  const none = { methods: [], paths: [], mcpTools: [] };
  it('an empty list covers nothing', () => {
    expect(uncovered(none, { ...none, methods: ['GET'] })).toBe('methods');
    expect(uncovered(none, { ...none, paths: ['/a'] })).toBe('paths');
    expect(uncovered(none, { ...none, mcpTools: ['echo'] })).toBe('mcpTools');
    expect(uncovered(none, none)).toBeUndefined();
  });
  it('every tool is covered only if that is written', () => {
    expect(uncovered({ ...none, mcpTools: ['*'] }, { ...none, mcpTools: ['echo', '*'] })).toBeUndefined();
    expect(uncovered({ ...none, mcpTools: ['echo'] }, { ...none, mcpTools: ['*'] })).toBe('mcpTools');
  });
});

describe('beyond', () => {
  const methods = fc.subarray(['GET', 'POST', 'DELETE'] as const);
  const paths = fc.uniqueArray(pattern, { maxLength: 3 });
  const mcpTools = fc.subarray(['*', 'look', 'move']);
  const some = fc.record({ methods, paths, mcpTools });
  const method = fc.constantFrom('GET' as const, 'POST' as const, 'DELETE' as const);
  type Some = { readonly methods: readonly string[]; readonly paths: readonly string[] };
  const admits = (all: readonly Some[], how: string, where: string): boolean =>
    all.some((one) => one.methods.includes(how) && one.paths.some((each) => admitsPath(each, where)));

  it('whatever is wanted and was not given is in it, and nothing that is not wanted', () => {
    fc.assert(
      fc.property(some, some, method, path, (given, wanted, how, where) => {
        const added = beyond(given, wanted);
        if (admits([wanted], how, where) && !admits([given], how, where))
          expect(admits(added, how, where)).toBe(true);
        if (admits(added, how, where)) expect(admits([wanted], how, where)).toBe(true);
        const tools = added.flatMap((one) => one.mcpTools);
        if (!given.mcpTools.includes('*'))
          expect(tools).toEqual(wanted.mcpTools.filter((tool) => !given.mcpTools.includes(tool)));
      }),
      { numRuns: 5_000 },
    );
  });

  it('what was given already has nothing beyond it', () => {
    fc.assert(
      fc.property(some, some, (given, wanted) => {
        if (uncovered(given, wanted) === undefined) expect(beyond(given, wanted)).toEqual([]);
      }),
    );
  });
});
