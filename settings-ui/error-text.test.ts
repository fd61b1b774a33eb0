import { errorCodes, ValetkeyError } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { errorText, whatHappened } from './error-text.ts';

describe('what an error says to the person in Settings', () => {
  it.each(errorCodes)(
    'the text of %s is a sentence to the person: no field name, and no "user" in the third person',
    (code) => {
      for (const text of [errorText(new ValetkeyError({ code })), whatHappened(code)]) {
        expect(text).toMatch(/^[A-Z].*\.$/);
        expect(text).not.toMatch(
          /`|\bThe user\b|\bthe user\b|\b[Tt]hey\b|Load (?:it|the list)|contributes\./,
        );
      }
    },
  );

  it('the text of an error is a sentence even if a schema said what it expects', () => {
    const rule = new ValetkeyError({ code: 'invalid-input', at: 'days', expected: 'must be >=1' });
    expect(errorText(rule)).toBe('Not accepted: days must be >=1.');
    const said = new ValetkeyError({ code: 'invalid-input', at: 'url', expected: 'Leave out the path.' });
    expect(errorText(said)).toBe('Leave out the path.');
  });

  it('the text of too many wrong passphrases says when the next try is possible', () => {
    const said = [1, 1_001, 240_000].map((retryAfterMs) =>
      errorText(new ValetkeyError({ code: 'rate-limited', why: 'wrong-passphrases', retryAfterMs })),
    );
    expect(said).toEqual([
      'Too many wrong passphrases. Try again in 1 second.',
      'Too many wrong passphrases. Try again in 2 seconds.',
      'Too many wrong passphrases. Try again in 4 minutes.',
    ]);
  });

  it('the text does not ask to unlock what can no longer be unlocked', () => {
    const gone = errorText(new ValetkeyError({ code: 'vault-locked', why: 'key-missing' }));
    expect(gone).toContain('set the locked secrets aside');
    expect(errorText(new ValetkeyError({ code: 'vault-locked', why: 'keyring-locked' }))).toContain('Unlock');
  });
});
