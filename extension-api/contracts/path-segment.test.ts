import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inNoName, readSegment } from './path-segment.ts';

describe('a segment of a path', () => {
  it.each([
    ['a', 'one'],
    ['a%20b', 'one'],
    ['%40me', 'one'],
    ['.well-known', 'one'],
    ['+1', 'one'],
    ['v1:batch', 'one'],
    ['%F0%9F%94%A5', 'one'],
    ['caf%C3%A9', 'one'],
    ['group%2Fproject', 'several'],
    ['a;x', 'path-parameter'],
    [';x', 'path-parameter'],
    ['%3Bx', 'path-parameter'],
    ['%EF%BC%9Bx', 'path-parameter'],
    ['a%3Fb', 'encoded-path'],
    ['a%23b', 'encoded-path'],
    ['a%25b', 'encoded-path'],
    ['a%5Cb', 'encoded-path'],
    ['a%00', 'encoded-path'],
    ['a%E2%88%95b', 'encoded-path'],
    ['a%EF%BC%8Fb', 'encoded-path'],
    ['a%FFb', 'encoded-path'],
    ['a%C0%AFb', 'encoded-path'],
    ['a%zz', 'encoded-path'],
    ['..', 'dot-segment'],
    ['...', 'dot-segment'],
    ['a%2F..', 'dot-segment'],
    ['%EF%BC%8E%EF%BC%8E', 'dot-segment'],
    ['.%E2%80%8B.', 'dot-segment'],
    ['', 'empty-segment'],
    ['%20', 'empty-segment'],
    ['+', 'empty-segment'],
    [':x', 'empty-segment'],
    ['%E2%80%8B', 'empty-segment'],
    ['a%2F', 'empty-segment'],
  ])('the segment %s reads as %s', (segment, reading) => {
    expect(readSegment(segment)).toBe(reading);
  });

  it('a segment of letters and digits is one name in every script, encoded or not', () => {
    const name = fc.stringMatching(/^[\p{L}\p{Nd}]{1,12}$/u).filter((text) => {
      const folded = text.normalize('NFKC');
      return ![text, folded].some((one) => inNoName.test(one)) && /[\p{L}\p{N}]/u.test(folded);
    });
    fc.assert(
      fc.property(name, (text) => {
        expect([readSegment(text), readSegment(encodeURIComponent(text))]).toEqual(['one', 'one']);
      }),
    );
  });

  it('a segment reads the same on the fast and the slow way', () => {
    const ascii = fc.string({ unit: fc.constantFrom(..."az09_-~.!$&'()*+,;=:@|%/?#"), maxLength: 6 });
    fc.assert(
      fc.property(ascii, (text) => {
        // Encoded, it is not plain and is decoded to the same. What is encoded already stays.
        const long = text.replace(/%[\da-f]{2}|[a-z]/g, (one) =>
          one.startsWith('%') ? one : `%${one.charCodeAt(0).toString(16)}`,
        );
        expect([text, readSegment(text)]).toEqual([text, readSegment(long)]);
      }),
      { numRuns: 5_000 },
    );
  });
});
