import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { naiveScrub } from './fixtures/naive-scrub.ts';
import { chooseMarker } from './redaction-marker.ts';

const marker = (...forms: string[]): string =>
  chooseMarker(forms.map((form) => Buffer.from(form))).toString();

describe('the marker', () => {
  test('the marker is [redacted]', () => {
    expect(marker()).toBe('[redacted]');
    expect(marker('ghp_aB3dE5gH7jK9', 'a[b]c')).toBe('[redacted]');
  });

  test('the marker differs if a form could grow out of it', () => {
    for (const form of ['redact', '[redacted]', 'x[redacted]y', ']abc', 'abc[', 'ed]abc', 'abc[re']) {
      expect(marker(form)).toBe('**********');
    }
    expect(marker('redact', '*')).toBe('##########');
  });

  test('the marker makes no new form out of its neighbours', () => {
    const text = fc.string({ unit: fc.constantFrom(...'[]redact*()'), maxLength: 60 });
    const form = fc.string({ unit: fc.constantFrom(...'[]redact*()'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(form, { minLength: 1, maxLength: 4 }), text, (words, filler) => {
        const forms = words.map((word) => Buffer.from(word));
        const body = Buffer.from(words.map((word) => word + filler).join('') + words.join(''));
        const { output } = naiveScrub(body, forms, chooseMarker(forms));
        return forms.every((bytes) => !output.includes(bytes));
      }),
      { numRuns: 1_000 },
    );
  });

  test('a fixed sentence refuses secrets for which no marker is safe', () => {
    const everyChar = Array.from({ length: 95 }, (_, at) => Buffer.from([at + 32]));
    expect(() => chooseMarker(everyChar)).toThrow(/^No marker is safe beside these secrets\.$/);
  });
});
