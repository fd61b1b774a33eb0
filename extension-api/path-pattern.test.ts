import { pathPattern } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admitsPath as brokerAdmits } from '../broker/network/fixtures/admits-path.ts';
import { parsePathPattern } from '../broker/network/path-pattern.ts';
import { admitsPath, misread } from './testing/admits.ts';

const accepted = (text: string): boolean => pathPattern.safeParse(text).success;

/** Mostly patterns and their near misses: the grammar's own pieces in any order. */
const piece = fc.constantFrom(
  '/',
  '/',
  '*',
  '**',
  '.',
  '..',
  'a',
  'V1',
  '%',
  '%40',
  '%2e',
  '%2F',
  '%25',
  '%00',
  '%5C',
  ';',
  '?',
  '#',
  '\\',
  ' ',
  'ä',
  '~',
  '@',
  '\n',
);
const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

describe('a path pattern', () => {
  it.each([
    '/',
    '/a',
    '/a/',
    '/*',
    '/*/',
    '/**',
    '/a/**',
    '/a/*/b/**',
    '/-/whoami',
    '/users/@me',
    '/a%20b',
    "/!$&'()+,=:",
  ])('the pattern %s is valid', (pattern) => expect(accepted(pattern)).toBe(true));
  it.each([
    '',
    'a',
    '*',
    '**',
    '/a*',
    '/***',
    '/**/',
    '/**/a',
    '//',
    '/a//b',
    '/a//**',
    '/.',
    '/../a',
    '/a/..',
    '/%2e%2e',
    '/a%2fb',
    '/a/...',
    '/a/%20',
    '/a/+/b',
    '/a%3bx',
    '/a%3F',
    '/a%23',
    '/a/%E2%88%95',
    '/a%ff',
    '/a%',
    '/a?b',
    '/a#b',
    '/a b',
    '/a\\b',
    '/ä',
    '/a\n',
  ])('the pattern %j is invalid', (pattern) => expect(accepted(pattern)).toBe(false));

  it('a pattern that the contract accepts is one that the broker can match', () => {
    let count = 0;
    fc.assert(
      fc.property(text, (pattern) => {
        if (!accepted(pattern)) return;
        count += 1;
        expect(parsePathPattern(pattern)).toMatchObject({ ok: true });
      }),
      { numRuns: 20_000 },
    );
    expect(count).toBeGreaterThan(100);
  });

  it('a pattern that the broker can match is accepted by the contract, except characters that no saved grant has', () => {
    fc.assert(
      fc.property(text, (pattern) => {
        if (parsePathPattern(pattern).ok) expect(accepted(pattern)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });

  it('the test kit admits the same paths as the broker', () => {
    const path = fc
      .array(fc.constantFrom('a', 'V1', '', '%40', '%20', 'a%2Fb', ';', '...'), { maxLength: 5 })
      .map((parts) => `/${parts.join('/')}`);
    fc.assert(
      fc.property(text.filter(accepted), path, (pattern, given) => {
        const caveats = { methods: [], paths: [pattern], mcpTools: [] };
        const kit = misread([caveats], given) === undefined && admitsPath([caveats], given);
        expect(kit).toBe(brokerAdmits(pattern, given) || pattern === '/**');
      }),
      { numRuns: 5_000 },
    );
  });
});
