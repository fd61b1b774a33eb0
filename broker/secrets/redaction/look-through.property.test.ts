import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compressions,
  type Layer,
  layerNames,
  layers,
  lineBreakers,
  writersOfBytes,
} from './fixtures/layers.ts';
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

const staysHidden = (secret: string, written: string, before: string, after: string, place: number): void => {
  // What surrounds it stays outside of what it is written in.
  const body = Buffer.from(`${before}"${written}"${after}`, 'latin1');
  const whole = scrubbed(secret, [body]);
  expect(whole.hits).toBeGreaterThan(0);
  expect(isGone(written, whole.text)).toBe(true);
  const at = place % (body.length + 1);
  expect(scrubbed(secret, [body.subarray(0, at), body.subarray(at)])).toEqual(whole);
};
const places = fc.nat(1_000_000);

describe('what a server writes with two encodings, one on top of the other', () => {
  for (const outer of layerNames)
    it(`a secret never gets through with ${outer} around any other, at whatever place the body is split`, () => {
      fc.assert(
        fc.property(
          secrets,
          fc.constantFrom<Layer>(...layerNames),
          around,
          around,
          places,
          (secret, inner, before, after, place) =>
            staysHidden(secret, layers[outer](layers[inner](secret)), before, after, place),
        ),
        { numRuns: 60 },
      );
    });
});

describe('what a server compresses and then writes as text', () => {
  for (const [name, write] of Object.entries(writersOfBytes))
    it(`a compressed secret never gets through in ${name}, behind a name, at whatever place the body is split`, () => {
      fc.assert(
        fc.property(
          secrets,
          fc.constantFrom(...Object.values(compressions)),
          around,
          fc.constantFrom('t=', '{"t": "', ''),
          around,
          places,
          (secret, compress, before, key, after, place) => {
            const written = write(compress(JSON.stringify({ token: secret })));
            staysHidden(secret, written, `${before}${key}`, after, place);
          },
        ),
        { numRuns: 60 },
      );
    });
});

const ofPrintable = layerNames.filter((layer) => !/UTF-(?:16|32)|lines of 60/.test(layer));

describe('what a server writes in lines that it breaks', () => {
  for (const [name, write] of Object.entries(lineBreakers))
    it(`a secret never gets through in ${name}, alone or in an encoding, at whatever place the body is split`, () => {
      fc.assert(
        fc.property(
          secrets.filter((secret) => secret.length > 24),
          fc.option(fc.constantFrom(...ofPrintable)),
          around,
          around,
          places,
          (secret, inner, before, after, place) => {
            const written = write(inner === null ? secret : layers[inner](secret));
            staysHidden(secret, written, before, after, place);
          },
        ),
        { numRuns: 100 },
      );
    });
});
