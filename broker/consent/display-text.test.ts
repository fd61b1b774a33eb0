import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayText } from './display-text.ts';

describe('displayText', () => {
  it('characters that could reorder, hide or imitate are written as escapes', () => {
    expect(displayText('pay\u202Egnp.exe', 100)).toBe('pay\\u{202E}gnp.exe');
    expect(displayText('a\u200Bb\u00A0c\nd', 100)).toBe('a\\u{200B}b\\u{A0}c\\u{A}d');
  });
  it('displayed text has nothing invisible and is never longer than allowed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 1, max: 200 }),
        (text, max) => {
          const shown = displayText(text, max);
          expect(shown.length).toBeLessThanOrEqual(max);
          expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        },
      ),
    );
  });
});
