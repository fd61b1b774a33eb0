import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideDestination } from './destination.ts';
import { isWithin, nastyCaveats, nastyPath } from './fixtures/nasty-paths.ts';
import { savedOrigin } from './fixtures/serving.ts';

const origins = [savedOrigin('https://api.good.example')];
const sentPath = (target: string): string | undefined => {
  const decided = decideDestination({ origins, target, paths: [nastyCaveats] });
  return decided.ok ? decided.destination.url.pathname : undefined;
};

const perSegment = (change: (segment: string) => string) => (path: string) =>
  path.split('/').map(change).join('/');
const utf8 = (path: string): string =>
  path.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
const ascii = (path: string): string =>
  path.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
const withoutDots = (path: string): string => {
  const kept: string[] = [];
  for (const segment of path.split('/').slice(1)) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  return `/${kept.join('/')}`;
};

/** What some server does to a path before it looks for what is there. */
const steps: Readonly<Record<string, (path: string) => string>> = {
  utf8,
  ascii,
  utf16: (path) =>
    path.replace(/%u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  nfkc: (path) => path.normalize('NFKC'),
  looksLikeSlash: (path) => path.replace(/[\u2044\u2215\u2571\u27cb\u29f8\u00f7]/g, '/'),
  looksLikeBackslash: (path) => path.replace(/[\u2216\u27cd\u29f5\u29f9\u00a5\u20a9]/g, '\\'),
  looksLikeDot: (path) => path.replace(/[\u00b7\u2024\u3002]/g, '.'),
  backslash: (path) => path.replaceAll('\\', '/'),
  merge: (path) => path.replaceAll(/\/{2,}/g, '/'),
  withoutDots,
  parameters: perSegment((segment) => segment.replace(/;.*$/s, '')),
  cutAtSemicolon: (path) => path.replace(/;.*$/s, ''),
  cutAtQuestion: (path) => path.replace(/\?.*$/s, ''),
  cutAtHash: (path) => path.replace(/#.*$/s, ''),
  cutAtNul: (path) => path.replace(/\0.*$/s, ''),
  cutAtLine: (path) => path.replace(/[\r\n].*$/s, ''),
  form: (path) => path.replaceAll('+', ' '),
  trim: perSegment((segment) => segment.trim()),
  windows: perSegment((segment) => segment.replace(/[ .]+$/, '')),
  streams: perSegment((segment) => segment.replace(/:.*$/, '')),
  invisible: (path) => path.replaceAll(/[\p{Cc}\p{Cf}\p{DI}]/gu, ''),
};

const inSomeOrder = fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 1, maxLength: 6 });

describe('whatever servers do to a path, in whatever order', () => {
  it('one that a path caveat admits is read within the caveat', () => {
    let admitted = 0;
    let changed = 0;
    fc.assert(
      fc.property(nastyPath, inSomeOrder, (target, names) => {
        const sent = sentPath(target);
        if (sent === undefined) return;
        admitted += 1;
        const read = names.reduce((path, name) => steps[name]?.(path) ?? path, sent);
        if (read !== sent) changed += 1;
        // Names are compared decoded.
        expect([target, names, read, isWithin(utf8(read))]).toEqual([target, names, read, true]);
      }),
      { numRuns: 40_000 },
    );
    expect(admitted).toBeGreaterThan(2_000);
    expect(changed).toBeGreaterThan(200);
  });
});
