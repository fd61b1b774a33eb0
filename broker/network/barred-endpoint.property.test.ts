import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastWork } from '../checks/fixtures/least-work.ts';
import { decideDestination } from './destination.ts';
import { inSomeOrder, readIn, utf8 } from './fixtures/server-steps.ts';
import { savedOrigin } from './fixtures/serving.ts';

const origins = [savedOrigin('https://api.good.example')];
const barred = [{ url: 'https://api.good.example/api/mcp', below: true, why: 'mcp-endpoint' }] as const;

const hiding = [
  ...[
    '%2f',
    '/',
    '//',
    ';',
    '%3b',
    ';x=/',
    '?',
    '%3f',
    '%23',
    '%00',
    '%09',
    '%0a',
    '.',
    '..',
    '%20',
    '+',
    ':',
    ':x',
  ],
  ...[
    '%252f',
    '%253b',
    '%252e%252e',
    '%25',
    '%25252f',
    '%c0%af',
    '%u002f',
    '\u2215',
    '\uff0f',
    '\u29f8',
    '\u00a5',
  ],
  ...[
    '\u200b',
    '%ef%bb%bf',
    '\u00b7',
    '\u3002',
    '\u00f7',
    '.json',
    'x',
    '%2500',
    '%5c',
    '%255c',
    '\uff1b',
    '-',
  ],
];
const spelling = (name: string) =>
  fc
    .tuple(
      ...Array.from(name, (letter) => {
        const hex = letter.charCodeAt(0).toString(16);
        const wide = String.fromCharCode(letter.charCodeAt(0) + 0xfee0);
        const inside = fc.constantFrom('', '', '', '', '\u00ad', '%e2%80%8b', '%2509', '%250a', '%C2%AD');
        const one = fc.constantFrom(
          letter,
          letter,
          letter.toUpperCase(),
          `%${hex}`,
          `%25${hex}`,
          `%u00${hex}`,
          wide,
        );
        return fc.tuple(one, inside).map((both) => both.join(''));
      }),
    )
    .map((letters) => letters.join(''));
const noise = fc.array(fc.constantFrom(...hiding), { maxLength: 3 }).map((pieces) => pieces.join(''));
const path = fc
  .tuple(
    noise,
    fc.oneof(fc.constant('api'), spelling('api')),
    noise,
    noise,
    fc.oneof(fc.constant('mcp'), spelling('mcp')),
    noise,
  )
  .map(([a, api, b, c, mcp, d]) => `/${a}${api}${b}/${c}${mcp}${d}`);

describe('a barred endpoint', () => {
  it('no server reads a barred endpoint in an admitted path', () => {
    let admitted = 0;
    fc.assert(
      fc.property(path, inSomeOrder, (target, names) => {
        const decided = decideDestination({ origins, target, barred });
        if (!decided.ok) return;
        admitted += 1;
        const read = utf8(readIn(names, decided.destination.url.pathname));
        expect([target, names, read.toLowerCase()]).not.toEqual([
          target,
          names,
          expect.stringMatching(/^\/+api\/+mcp(?:\/|$)/),
        ]);
      }),
      { numRuns: 30_000 },
    );
    expect(admitted).toBeGreaterThan(1_000);
  });

  it('a path that all servers read as another one is not barred', () => {
    for (const target of [
      '/api/mcps',
      '/mcp',
      '/api',
      '/api/v1/mcp',
      '/-/api/mcp',
      '/x/api/mcp',
      '/api%2Fmcp2',
      '/api/m-cp',
    ]) {
      const decided = decideDestination({ origins, target, barred });
      expect([target, decided.ok]).toEqual([target, true]);
    }
  });

  it('a barred endpoint is found in time proportional to the path', () => {
    const least = (length: number): number => {
      const targets = ['.', '%2e', '%25', ';', '%20.', '+', '\u00b7', 'a.', ':'].map((one) =>
        `/${one.repeat(length / one.length)}x`.slice(0, 8000),
      );
      return leastWork(() => {
        for (let times = 0; times < 20; times += 1)
          for (const target of targets) decideDestination({ origins, target, barred, paths: [['/v1/*']] });
      });
    };
    // Four times the length: 16 times and more where a step is quadratic.
    expect(least(8_000) / least(2_000)).toBeLessThan(10);
  });
});
