import { describe, expect, it } from 'vitest';
import { makeScrubber } from './scrubber.ts';

const digits = (length: number, seed = 7): string =>
  Array.from({ length }, (_one, at) => ((at * 7 + seed + at * at * 3) % 9) + 1).join('');

/** How languages print the number that these digits are, once they have read it as a double. */
const printed = (secret: string): readonly string[] => {
  const value = Number(secret);
  return [
    String(value),
    JSON.stringify(value),
    BigInt(value).toString(),
    value.toExponential(),
    value.toExponential().toUpperCase(),
    value.toExponential(15),
    value.toExponential(16),
    value.toPrecision(14),
    value.toPrecision(15),
    value.toPrecision(17),
    `${BigInt(value)}.0`,
    `-${value}`,
    `0.${secret.slice(0, 17)}e${secret.length}`,
  ];
};

describe('a secret of digits only that a server has read as a number', () => {
  it.each([16, 17, 18, 19, 20, 22, 30, 64])(
    'a secret of digits is found in every notation: %i digits',
    (length) => {
      for (const seed of [1, 3, 4, 8]) {
        const secret = digits(length, seed);
        const scrubber = makeScrubber([secret]);
        for (const text of printed(secret)) {
          const scrubbed = scrubber.text(`{"balance":${text}}`);
          expect([text, scrubbed.text.includes(secret.slice(0, 8)), scrubbed.hits]).toEqual([text, false, 1]);
          expect(scrubbed.text).not.toContain(`.${secret.slice(1, 8)}`);
        }
      }
    },
  );

  it.each([8, 12, 15])(
    'a secret of digits is found in exponent notation if a double holds it whole: %i digits',
    (length) => {
      const secret = digits(length);
      const scrubber = makeScrubber([secret]);
      const value = Number(secret);
      for (const text of [value.toExponential(), value.toExponential(16), `${value}.0`, `${value}e0`]) {
        expect([text, scrubber.text(text).hits]).toEqual([text, 1]);
      }
    },
  );

  it('a secret of digits is found without its leading zeros', () => {
    expect(makeScrubber(['000012345678901']).text('n: 12345678901').text).toBe('n: [redacted]');
  });

  it('a secret of digits is found in the digits of its hex, also rounded', () => {
    const secret = '48213390';
    const hex = Buffer.from(secret).toString('hex');
    const scrubber = makeScrubber([secret]);
    for (const text of [hex, String(Number(hex)), BigInt(Number(hex)).toString()]) {
      expect([text, scrubber.text(text).hits]).toEqual([text, 1]);
    }
  });

  it('ordinary numbers cost nothing, and a part below 14 digits is no form', () => {
    const secret = '48213390571264480917';
    const scrubber = makeScrubber([secret, '00000001', '10000000']);
    for (const text of ['1', '10', '1e7', '0.1', '4821339057126', '4.821339057126e19', '1700000000000']) {
      expect([text, scrubber.text(text)]).toEqual([text, { text, hits: 0 }]);
    }
  });
});
