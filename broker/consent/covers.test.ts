import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admitsPath } from '../network/fixtures/admits-path.ts';
import { patternCovers, uncovered } from './covers.ts';

const segment = fc.constantFrom('a', 'b', 'v1');
const path = fc
  .array(fc.oneof(segment, fc.constant('a%2Fb')), { maxLength: 4 })
  .map((segments) => `/${segments.join('/')}`);
const pattern = fc
  .tuple(fc.array(fc.oneof(segment, fc.constant('*')), { maxLength: 4 }), fc.boolean())
  .map(([segments, tail]) => `/${[...segments, ...(tail ? ['**'] : [])].join('/')}`);

describe('patternCovers', () => {
  it('says yes only when every path of the inner pattern is one of the outer', () => {
    fc.assert(
      fc.property(pattern, pattern, path, (outer, inner, tried) => {
        if (patternCovers(outer, inner) && admitsPath(inner, tried))
          expect(admitsPath(outer, tried)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });

  it('says yes to itself, and /** to everything', () => {
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

describe('uncovered', () => {
  const none = { methods: [], paths: [], mcpTools: [] };
  it('an empty list gives nothing', () => {
    expect(uncovered(none, { ...none, methods: ['GET'] })).toBe('methods');
    expect(uncovered(none, { ...none, paths: ['/a'] })).toBe('paths');
    expect(uncovered(none, { ...none, mcpTools: ['echo'] })).toBe('mcpTools');
    expect(uncovered(none, none)).toBeUndefined();
  });
  it('every tool is a word that has to be written', () => {
    expect(uncovered({ ...none, mcpTools: ['*'] }, { ...none, mcpTools: ['echo', '*'] })).toBeUndefined();
    expect(uncovered({ ...none, mcpTools: ['echo'] }, { ...none, mcpTools: ['*'] })).toBe('mcpTools');
  });
});
