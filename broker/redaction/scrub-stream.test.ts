import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeFormFinder } from './find-forms.ts';
import { naivePending, naiveScrub } from './fixtures/naive-scrub.ts';
import { makeScrubStream, type ScrubStream } from './scrub-stream.ts';

const marker = Buffer.from('[redacted]');
const letters = fc.string({ unit: fc.constantFrom('x', 'y', 'z'), maxLength: 80 });
const someForms = (minLength: number) =>
  fc
    .array(fc.string({ unit: fc.constantFrom('x', 'y', 'z'), minLength, maxLength: 9 }), {
      minLength: 1,
      maxLength: 5,
    })
    .map((texts) => [...new Set(texts)].map((text) => Buffer.from(text)));
const forms = fc.oneof(someForms(1), someForms(3), someForms(5));
const cuts = fc.array(fc.nat(80), { maxLength: 6 });

const cutAt = (body: Buffer, places: readonly number[]): Buffer[] => {
  const at = [
    0,
    ...places.map((place) => Math.min(place, body.length)).sort((one, other) => one - other),
    body.length,
  ];
  return at.slice(1).map((end, index) => body.subarray(at[index], end));
};
const streamOf = (list: readonly Uint8Array[]): ScrubStream => makeScrubStream(makeFormFinder(list), marker);

describe('a scrubbed stream', () => {
  test('equals the naive scrubbing of the whole body, however it is cut', () => {
    fc.assert(
      fc.property(forms, letters, cuts, (list, text, places) => {
        const body = Buffer.from(text);
        const stream = streamOf(list);
        const output = Buffer.concat([
          ...cutAt(body, places).map((chunk) => stream.push(chunk)),
          stream.end(),
        ]);
        const naive = naiveScrub(body, list, marker);
        expect(output.toString()).toBe(naive.output.toString());
        expect(stream.hits).toBe(naive.hits);
      }),
      { numRuns: 3_000 },
    );
  });

  test('equals it in bodies longer than the window, with forms among other text', () => {
    const pieces = fc.array(
      fc.constantFrom('xyzzyxyz', 'xyzzyx', 'zzyxyzxyzzy', 'yzzyxyzq', 'lorem ', 'xyz', '0'),
      {
        maxLength: 60,
      },
    );
    const list = ['xyzzyxyz', 'zzyxyzxyzzy', 'xyzzyx0'].map((text) => Buffer.from(text));
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(400), { maxLength: 6 }), (texts, places) => {
        const body = Buffer.from(texts.join(''));
        const stream = streamOf(list);
        const output = Buffer.concat([
          ...cutAt(body, places).map((chunk) => stream.push(chunk)),
          stream.end(),
        ]);
        expect(output.toString()).toBe(naiveScrub(body, list, marker).output.toString());
      }),
      { numRuns: 1_000 },
    );
  });

  test('holds back only the tail that begins a form', () => {
    fc.assert(
      fc.property(forms, letters, cuts, (list, text, places) => {
        const body = Buffer.from(text);
        const stream = streamOf(list);
        let seen = 0;
        let given = 0;
        for (const chunk of cutAt(body, places)) {
          given += stream.push(chunk).length;
          seen += chunk.length;
          if (naiveScrub(body.subarray(0, seen), list, marker).hits > 0) return;
          expect(seen - given).toBe(naivePending(body.subarray(0, seen), list));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('lets a server-sent event through at once', () => {
    const stream = streamOf([Buffer.from('secret-token')]);
    for (const event of ['data: one\n\n', 'data: secret-token\n\n', ': ping\n\n']) {
      expect(Buffer.from(stream.push(Buffer.from(event))).toString()).toBe(
        event.replace('secret-token', '[redacted]'),
      );
    }
  });

  test('gives out a marker as soon as a form cannot begin earlier', () => {
    const stream = streamOf([Buffer.from('secret'), Buffer.from('secret==')]);
    expect(Buffer.from(stream.push(Buffer.from('a secret'))).toString()).toBe('a [redacted]');
    expect(stream.push(Buffer.from('=')).length).toBe(0);
    expect(stream.push(Buffer.from('=')).length).toBe(0);
    expect(Buffer.from(stream.push(Buffer.from('.'))).toString()).toBe('.');
    expect(stream.hits).toBe(1);
  });

  test('holds no more than the longest form less one byte', () => {
    const stream = streamOf([Buffer.from(`${'x'.repeat(50)}y`)]);
    for (let pushed = 1, given = 0; pushed <= 500; pushed += 1) {
      given += stream.push(Buffer.from('x')).length;
      expect(pushed - given).toBeLessThanOrEqual(50);
    }
  });

  test('copies nothing of a clean chunk, and keeps what is pending out of sight of its length', () => {
    const chunk = Buffer.from('all of this is clean, but for the last three: sec');
    const answer = streamOf([Buffer.from('secret')]).push(chunk);
    expect(Buffer.from(answer).toString()).toBe('all of this is clean, but for the last three: ');
    expect(answer.buffer).toBe(chunk.buffer);
  });

  test('gives the chunk itself where nothing was found and nothing is pending', () => {
    const chunk = new Uint8Array(1000).fill(0x20);
    expect(streamOf([Buffer.from('secret')]).push(chunk)).toBe(chunk);
  });

  test('takes empty chunks', () => {
    const stream = streamOf([Buffer.from('secret')]);
    stream.push(Buffer.from('sec'));
    expect(stream.push(new Uint8Array(0)).length).toBe(0);
    expect(Buffer.from(stream.push(Buffer.from('ret!'))).toString()).toBe('[redacted]!');
  });

  test('counts forms that only touch as two, and forms that overlap as one', () => {
    const touching = streamOf([Buffer.from('abcd')]);
    expect(Buffer.from(touching.push(Buffer.from('abcdabcd'))).toString()).toBe('[redacted][redacted]');
    const overlapping = streamOf([Buffer.from('abcd'), Buffer.from('cdef')]);
    expect(Buffer.from(overlapping.push(Buffer.from('-abcdef-'))).toString()).toBe('-[redacted]-');
    expect([touching.hits, overlapping.hits]).toEqual([2, 1]);
  });
});
