import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeAsked } from './place-asked.ts';

describe('the place of a refused request', () => {
  it.each([
    ['/repos/a?token=t#f', { path: '/repos/a' }],
    ['https://evil.example/a/b?x=1', { origin: 'https://evil.example', path: '/a/b' }],
    ['https://user:pass@evil.example:8443/a', { origin: 'https://evil.example:8443', path: '/a' }],
    ['https://user:p@ss@evil.example', { origin: 'https://evil.example', path: '' }],
    ['https:\\\\user:pass@evil.example\\a', { origin: 'https://evil.example', path: '\\a' }],
    ['file:///etc/passwd', { origin: 'file://', path: '/etc/passwd' }],
    ['not a path\u001b[2J', { path: 'not a path\\u{1B}[2J' }],
  ])('the address %s is logged without user, password, query and fragment', (target, place) => {
    expect(placeAsked(target, (text) => text)).toEqual(place);
  });

  it('a logged place fits the line and moves no cursor, whatever the extension wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 10_000 }), (target) => {
        const { origin = '', path = '' } = placeAsked(target, (text) => text);
        expect(origin.length).toBeLessThanOrEqual(300);
        expect(path.length).toBeLessThanOrEqual(2048);
        expect(`${origin}${path}`).not.toMatch(/\p{Cc}/u);
        expect(path).not.toContain('?');
      }),
    );
  });

  it('what cannot be scrubbed is left out of the log', () => {
    expect(placeAsked('https://evil.example/a', () => undefined)).toEqual({});
  });
});
