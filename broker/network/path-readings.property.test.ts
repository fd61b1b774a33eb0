import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideDestination } from './destination.ts';
import { isWithin, nastyCaveats, nastyPath } from './fixtures/nasty-paths.ts';
import { inSomeOrder, readIn, utf8 } from './fixtures/server-steps.ts';
import { savedOrigin } from './fixtures/serving.ts';

const origins = [savedOrigin('https://api.good.example')];
const sentPath = (target: string): string | undefined => {
  const decided = decideDestination({ origins, target, paths: [nastyCaveats] });
  return decided.ok ? decided.destination.url.pathname : undefined;
};

describe('whatever servers do to a path, in whatever order', () => {
  it('a path that a caveat admits is read within the caveat', () => {
    let admitted = 0;
    let changed = 0;
    fc.assert(
      fc.property(nastyPath, inSomeOrder, (target, names) => {
        const sent = sentPath(target);
        if (sent === undefined) return;
        admitted += 1;
        const read = readIn(names, sent);
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
