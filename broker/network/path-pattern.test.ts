import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admitsPath } from './fixtures/admits-path.ts';
import { parsePathPattern } from './path-pattern.ts';

describe('a path pattern', () => {
  it.each([
    ['/v1/users', '/v1/users', true],
    ['/v1/users', '/v1/Users', false],
    ['/v1/users', '/v1/users/', false],
    ['/v1/users/', '/v1/users/', true],
    ['/v1/users', '/v1/users/7', false],
    ['/v1/users', '/v1', false],
    ['/', '/', true],
    ['/', '/a', false],
    ['/v1/*', '/v1/a', true],
    ['/v1/*', '/v1/', false],
    ['/v1/*', '/v1', false],
    ['/v1/*', '/v1/a/b', false],
    ['/*/users', '/v2/users', true],
    ['/*/users', '//users', false],
    ['/v1/**', '/v1', true],
    ['/v1/**', '/v1/', true],
    ['/v1/**', '/v1/a/b/', true],
    ['/v1/**', '/v10', false],
    ['/v1/*/**', '/v1/a', true],
    ['/v1/*/**', '/v1', false],
    ['/**', '/', true],
    ['/**', '/any/thing', true],
    ['/users/%40me', '/users/%40me', true],
    ['/users/@me', '/users/%40me', false],
  ])('the pattern %s on %s: %s', (pattern, path, expected) => {
    expect(admitsPath(pattern, path)).toBe(expected);
  });

  it.each([
    ['', 'no-slash'],
    ['v1/*', 'no-slash'],
    ['*', 'no-slash'],
    ['https://x/', 'no-slash'],
    ['/v*', 'wildcard'],
    ['/**/x', 'wildcard'],
    ['/***', 'wildcard'],
    ['/v1//x', 'segment'],
    ['//**', 'segment'],
    ['/../x', 'segment'],
    ['/./x', 'segment'],
    ['/a?b', 'character'],
    ['/a#b', 'character'],
    ['/a\\b', 'character'],
    ['/a b', 'character'],
    ['/ü', 'character'],
    ['/%2e%2e', 'character'],
    ['/a%2Fb', 'character'],
    ['/a%zz', 'character'],
  ])('the pattern %j does not parse (%s), and admits nothing', (text, why) => {
    expect(parsePathPattern(text)).toEqual({ ok: false, why });
    expect(admitsPath(text, text)).toBe(false);
  });

  it('the length of a pattern is limited', () => {
    expect(parsePathPattern(`/${'a'.repeat(1100)}`)).toEqual({ ok: false, why: 'too-long' });
  });

  it('a pattern without wildcards admits exactly itself', () => {
    const segment = fc.stringMatching(/^[a-zA-Z0-9_-]{1,6}$/);
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
    fc.assert(
      fc.property(path, path, (one, other) => {
        expect(admitsPath(one, one)).toBe(true);
        expect(admitsPath(one, other)).toBe(one === other);
      }),
    );
  });
});
