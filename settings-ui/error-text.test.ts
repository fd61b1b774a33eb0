import { errorCodes, ValetkeyError } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { errorText, whatHappened } from './error-text.ts';

describe('what an error says to the person in Settings', () => {
  it.each(errorCodes)(
    'of %s is a sentence to them: no name of a field, and no "user" who would be somebody else',
    (code) => {
      for (const text of [errorText(new ValetkeyError({ code })), whatHappened(code)]) {
        expect(text).toMatch(/^[A-Z].*\.$/);
        expect(text).not.toMatch(
          /`|\bThe user\b|\bthe user\b|\b[Tt]hey\b|Load (?:it|the list)|contributes\./,
        );
      }
    },
  );

  it('is a sentence also where a schema said what it expects', () => {
    const rule = new ValetkeyError({ code: 'invalid-input', at: 'days', expected: 'must be >=1' });
    expect(errorText(rule)).toBe('Not accepted: days must be >=1.');
    const said = new ValetkeyError({ code: 'invalid-input', at: 'url', expected: 'Leave out the path.' });
    expect(errorText(said)).toBe('Leave out the path.');
  });

  it('does not ask to unlock what cannot be unlocked any more', () => {
    const gone = errorText(new ValetkeyError({ code: 'vault-locked', why: 'key-missing' }));
    expect(gone).toContain('set the locked secrets aside');
    expect(errorText(new ValetkeyError({ code: 'vault-locked', why: 'keyring-locked' }))).toContain('Unlock');
  });
});
