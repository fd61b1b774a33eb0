import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Layer, layerNames, layers } from './fixtures/layers.ts';
import { makeScrubber } from './scrubber.ts';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const secrets = fc.string({ unit: fc.constantFrom(...letters, ...'_-+/=.'), minLength: 12, maxLength: 48 });
const around = fc.string({ unit: fc.constantFrom(...letters, ...' "{}:,.<>/=\n'), maxLength: 24 });

const scrubbed = (secret: string, chunks: readonly Uint8Array[]) => {
  const stream = makeScrubber([secret]).stream();
  const given = [...chunks.flatMap((chunk) => stream.push(chunk)), ...stream.end()];
  return { text: Buffer.concat(given).toString('latin1'), hits: stream.hits };
};

/** Whether what is left could be read back: of an encoding that stands there whole, a good part is gone. */
const isGone = (written: string, left: string): boolean => !left.includes(written);

describe('what a server writes with two encodings, one on top of the other', () => {
  for (const outer of layerNames)
    it(`a secret never gets through with ${outer} around any other, at whatever place the body is split`, () => {
      fc.assert(
        fc.property(
          secrets,
          fc.constantFrom<Layer>(...layerNames),
          around,
          around,
          fc.nat(1_000_000),
          (secret, inner, before, after, place) => {
            const written = layers[outer](layers[inner](secret));
            // What surrounds it stays outside of what it is written in.
            const body = Buffer.from(`${before}"${written}"${after}`, 'latin1');
            const whole = scrubbed(secret, [body]);
            expect(whole.hits).toBeGreaterThan(0);
            expect(isGone(written, whole.text)).toBe(true);
            const at = place % (body.length + 1);
            expect(scrubbed(secret, [body.subarray(0, at), body.subarray(at)])).toEqual(whole);
          },
        ),
        { numRuns: 60 },
      );
    });
});
