import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideDestination } from './destination.ts';
import { admitsPath } from './fixtures/admits-path.ts';
import { savedOrigin } from './fixtures/serving.ts';

const origins = ['https://api.good.example', 'https://10.0.0.1:8443', 'http://localhost:3000'].map(
  savedOrigin,
);
const texts = ['https://api.good.example', 'https://10.0.0.1:8443', 'http://localhost:3000'];

/** Pieces that have fooled somebody's URL check, glued together in any order. */
const piece = fc.constantFrom(
  'https:',
  'http:',
  'HTTPS:',
  '//',
  '/',
  '\\',
  '///',
  '@',
  ':',
  ':443',
  ':8443',
  '.',
  '..',
  '%2e',
  '%2f',
  '%5c',
  '%00',
  '%25',
  '%09',
  ';',
  '?',
  '#',
  '&',
  '=',
  '\t',
  '\n',
  '\r',
  '\u0000',
  ' ',
  '\u00a0',
  '\u3002',
  '\uff0f',
  '\uff0e',
  '\u2044',
  'api.good.example',
  'API.GOOD.EXAMPLE',
  'evil.example',
  '10.0.0.1',
  '0xa.1',
  '167772161',
  '127.1',
  '0',
  'localhost',
  '[::1]',
  '[::ffff:10.0.0.1]',
  'xn--',
  '\u0430pi',
  '\uff41pi',
  'user',
  'blob:',
  'data:',
  'javascript:',
  'file:',
  'v1',
  'admin',
  'api_key',
  '*',
  '-',
  '_',
  '\ud800',
  '\u202e',
);
const hostile = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`),
  fc
    .tuple(fc.constantFrom(...texts), fc.array(piece, { maxLength: 8 }))
    .map(([start, pieces]) => start + pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.string({ maxLength: 40 }).map((text) => `/${text}`),
);

describe('whatever a hostile text says', () => {
  it('an admitted address goes to exactly a saved origin', () => {
    fc.assert(
      fc.property(hostile, (target) => {
        const decision = decideDestination({ origins, target });
        if (!decision.ok) return;
        const { url, origin } = decision.destination;
        expect(texts).toContain(url.origin);
        expect([url.protocol, url.hostname, url.port]).toEqual([origin.protocol, origin.host, origin.port]);
        expect([url.username, url.password, url.hash]).toEqual(['', '', '']);
        // Parsing what will be sent once more changes nothing: there is no second reading.
        expect(new URL(url.href).href).toBe(url.href);
        expect(url.pathname.split('/').some((part) => /^\.\.?$/.test(part))).toBe(false);
        if (target.startsWith('/')) expect(url.origin).toBe(texts[0]);
      }),
      { numRuns: 20_000 },
    );
  });

  it('an admitted path matches a pattern, and leaves it by no decoding', () => {
    const paths = ['/v1/**', '/*/admin'];
    let admitted = 0;
    const start = fc.constantFrom('', '/v1/', '/v1', '/v1/..', '/x/admin', 'https://api.good.example/v1/');
    fc.assert(
      fc.property(start, hostile, (prefix, rest) => {
        const decision = decideDestination({ origins, target: prefix + rest, paths: [paths] });
        if (!decision.ok) return;
        admitted += 1;
        const { pathname } = decision.destination.url;
        expect(paths.some((pattern) => admitsPath(pattern, pathname))).toBe(true);
        const decoded = decodeURIComponent(pathname);
        // A server that decodes and then resolves dots still ends within the pattern.
        const resolved = new URL(`https://x${decoded.replaceAll('?', '').replaceAll('#', '')}`).pathname;
        expect(resolved.split('/').length).toBe(decoded.split('/').length);
      }),
      { numRuns: 20_000 },
    );
    expect(admitted).toBeGreaterThan(500);
  });

  it('a reserved parameter that a server could read is never admitted', () => {
    fc.assert(
      fc.property(hostile, (target) => {
        const decision = decideDestination({ origins, target, reservedQuery: ['api_key'] });
        if (!decision.ok) return;
        const names = [...decision.destination.url.searchParams.keys()].map((name) => name.toLowerCase());
        expect(names).not.toContain('api_key');
      }),
      { numRuns: 5_000 },
    );
  });
});
