import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeGapReaders, makeKeyTraces } from './key-traces.ts';

type Reader = ReturnType<ReturnType<typeof makeGapReaders>>[number];

const key = createHash('sha512').update('a key').digest();
const piece = fc
  .tuple(
    fc.nat(key.length),
    fc.integer({ min: 8, max: 40 }),
    fc.constantFrom('base64', 'base64url', 'hex', 'HEX'),
  )
  .map(([at, length, how]) => {
    const bytes = key.subarray(at, at + length);
    return how === 'HEX' ? bytes.toString('hex').toUpperCase() : bytes.toString(how as BufferEncoding);
  });
const between = fc.oneof(
  fc.constantFrom(
    '',
    '\n',
    '\r\n',
    '\\n',
    '\\\\r\\\\n',
    '\n\n',
    ' '.repeat(31),
    ' '.repeat(33),
    ':',
    '%0A',
    '%250a',
  ),
  fc.constantFrom(
    '\\u000a',
    '\\u002',
    '%',
    '%2',
    '%25',
    '\\',
    '\\u',
    '"',
    'n',
    'r',
    'x',
    'the words of a text',
    '==',
  ),
  fc.string({ maxLength: 20 }),
  fc.stringMatching(/^[0-9a-f]{0,20}$/),
);
const escaped = (text: string, how: number): string => {
  if (how === 1) return [...text].join('\n ');
  if (how === 2) return text.replaceAll(/[+/a-c]/g, (char) => `\\u00${Buffer.from(char).toString('hex')}`);
  if (how === 3) return text.replaceAll(/[+/A-F]/g, (char) => `%25${Buffer.from(char).toString('hex')}`);
  if (how === 4) return text.replaceAll(/.{7}/g, '$&\\n');
  return text;
};
const text = fc
  .array(fc.tuple(piece, fc.nat(7), between), { maxLength: 8 })
  .map((parts) => parts.map(([part, how, end]) => escaped(part, how) + end).join(''));

const spansIn = (readers: readonly Pick<Reader, 'read'>[], bytes: Uint8Array, size: number): string[] => {
  const spans: string[] = [];
  for (let at = 0; at < bytes.length; at += size)
    for (const reader of readers)
      reader.read(bytes.subarray(at, at + size), (start, end) => spans.push(`${start + at} ${end + at}`));
  return spans.sort();
};

it('skipping finds what a full read finds, wherever the text is cut', () => {
  const everything = makeGapReaders([key]);
  const traces = makeKeyTraces([key]);
  let found = 0;
  fc.assert(
    fc.property(text, fc.constantFrom(1, 5, 17, 40, 10_000), (written, size) => {
      const bytes = Buffer.from(written);
      const expected = spansIn(everything(), bytes, bytes.length);
      found += expected.length;
      expect(spansIn(traces?.scan().readers ?? [], bytes, size)).toEqual(expected);
    }),
    { numRuns: 3_000 },
  );
  expect(found).toBeGreaterThan(1_000);
});
