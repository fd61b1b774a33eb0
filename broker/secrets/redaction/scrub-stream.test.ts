import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeFormFinder } from './find-forms.ts';
import { naiveScrub } from './fixtures/naive-scrub.ts';
import { keepBackFor } from './keep-back.ts';
import { type ByteScrubber, makeScrubStream } from './scrub-stream.ts';
import { makeScrubber } from './scrubber.ts';

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
const linesAsForms = fc
  .array(fc.string({ unit: fc.constantFrom('x', 'y', '\n'), minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((texts) => [...new Set(texts)].map((text) => Buffer.from(text)));
const cuts = fc.array(fc.nat(80), { maxLength: 6 });

const cutAt = (body: Buffer, places: readonly number[]): Buffer[] => {
  const at = [
    0,
    ...places.map((place) => Math.min(place, body.length)).sort((one, other) => one - other),
    body.length,
  ];
  return at.slice(1).map((end, index) => body.subarray(at[index], end));
};
const streamOf = (list: readonly Uint8Array[]): ByteScrubber =>
  makeScrubStream(makeFormFinder(list), marker, keepBackFor(list));
const textOf = (pieces: readonly Uint8Array[]): string => Buffer.concat(pieces).toString();
const lengthOf = (pieces: readonly Uint8Array[]): number => Buffer.concat(pieces).length;

describe('a scrubbed stream', () => {
  test('the stream equals the naive scrubbing of the whole body, however it is cut', () => {
    fc.assert(
      fc.property(forms, letters, cuts, (list, text, places) => {
        const body = Buffer.from(text);
        const stream = streamOf(list);
        const output = Buffer.concat([
          ...cutAt(body, places).flatMap((chunk) => stream.push(chunk)),
          ...stream.end(),
        ]);
        const naive = naiveScrub(body, list, marker);
        expect(output.toString()).toBe(naive.output.toString());
        expect(stream.hits).toBe(naive.hits);
      }),
      { numRuns: 3_000 },
    );
  });

  test('the stream equals naive scrubbing in bodies longer than the window, with forms among other text', () => {
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
          ...cutAt(body, places).flatMap((chunk) => stream.push(chunk)),
          ...stream.end(),
        ]);
        expect(output.toString()).toBe(naiveScrub(body, list, marker).output.toString());
      }),
      { numRuns: 1_000 },
    );
  });

  test('the stream keeps back equally much of two texts with equally long lines', () => {
    const withLines = fc.string({ unit: fc.constantFrom('x', 'y', 'z', '\n'), maxLength: 80 });
    fc.assert(
      fc.property(fc.oneof(forms, linesAsForms), withLines, cuts, (list, text, places) => {
        const body = Buffer.from(text);
        fc.pre(naiveScrub(body, list, marker).hits === 0);
        const [stream, plain] = [streamOf(list), streamOf(list)];
        for (const chunk of cutAt(body, places)) {
          const innocent = Buffer.from(chunk.toString().replace(/[^\n]/g, '-'));
          expect(lengthOf(stream.push(chunk))).toBe(lengthOf(plain.push(innocent)));
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test('the stream equals the naive scrubbing with line ends in forms and bodies, however it is cut', () => {
    const withLines = fc.string({ unit: fc.constantFrom('x', 'y', '\n'), maxLength: 60 });
    fc.assert(
      fc.property(linesAsForms, withLines, cuts, (list, text, places) => {
        const body = Buffer.from(text);
        const stream = streamOf(list);
        const given = [...cutAt(body, places).flatMap((chunk) => stream.push(chunk)), ...stream.end()];
        expect(Buffer.concat(given).toString()).toBe(naiveScrub(body, list, marker).output.toString());
      }),
      { numRuns: 3_000 },
    );
  });

  test('a server-sent event passes at once', () => {
    const stream = streamOf([Buffer.from('secret-token')]);
    for (const event of ['data: one\n\n', 'data: secret-token\n\n', ': ping\n\n']) {
      expect(textOf(stream.push(Buffer.from(event)))).toBe(event.replace('secret-token', '[redacted]'));
    }
  });

  test('a match that overlaps an earlier, already sent form is joined with it', () => {
    const stream = streamOf([Buffer.from('y'), Buffer.from('yyx')]);
    const given = ['y', 'y', 'x'].flatMap((chunk) => stream.push(Buffer.from(chunk)));
    expect(textOf([...given, ...stream.end()])).toBe('[redacted]');
    expect(stream.hits).toBe(1);
  });

  test('a marker is sent as soon as no form can begin earlier', () => {
    const stream = streamOf([Buffer.from('secret'), Buffer.from('secret==')]);
    expect(textOf(stream.push(Buffer.from('a secret')))).toBe('');
    expect(textOf(stream.push(Buffer.from('=')))).toBe('a');
    expect(textOf(stream.push(Buffer.from('=')))).toBe(' [redacted]');
    expect(textOf(stream.push(Buffer.from('.\n')))).toBe('.\n');
    expect(stream.hits).toBe(1);
  });

  test('the stream keeps back less than twice the longest form', () => {
    const stream = streamOf([Buffer.from(`${'x'.repeat(50)}y`)]);
    for (let pushed = 1, given = 0; pushed <= 500; pushed += 1) {
      given += lengthOf(stream.push(Buffer.from('x')));
      expect(pushed - given).toBeLessThanOrEqual(64);
    }
  });

  test('a clean first chunk is not copied, and the waiting rest does not show in its length', () => {
    const chunk = Buffer.from('all of this is clean, but for the end: sec');
    const answer = streamOf([Buffer.from('secret')]).push(chunk);
    expect(textOf(answer)).toBe('all of this is clean, but for the ');
    expect(answer.map(({ buffer }) => buffer)).toEqual([chunk.buffer]);
  });

  test('of a clean chunk, only the waiting rest is copied', () => {
    const stream = streamOf([Buffer.from('secret')]);
    stream.push(Buffer.from('kept'));
    const chunk = Buffer.alloc(1000, ' ');
    const answer = stream.push(chunk);
    expect(answer.map(({ length }) => length)).toEqual([4, 992]);
    expect(answer.at(-1)?.buffer).toBe(chunk.buffer);
  });

  test('a blank line ends what is kept back for secrets with lines, also if it is cut', () => {
    const stream = streamOf([Buffer.from('-----BEGIN-----\nsecret\n-----END-----\n')]);
    const given = ['data: one\n', '\n', 'data: two\n\n', 'data: three\n'].map((chunk) =>
      lengthOf(stream.push(Buffer.from(chunk))),
    );
    expect(given).toEqual([0, 11, 11, 0]);
  });

  test('empty chunks are accepted', () => {
    const stream = streamOf([Buffer.from('secret')]);
    stream.push(Buffer.from('sec'));
    expect(lengthOf(stream.push(new Uint8Array(0)))).toBe(0);
    expect(textOf(stream.push(Buffer.from('ret!\n')))).toBe('[redacted]!\n');
  });

  test('touching forms count as two, and overlapping ones as one', () => {
    const touching = streamOf([Buffer.from('abcd')]);
    expect(textOf(touching.push(Buffer.from('abcdabcd\n')))).toBe('[redacted][redacted]\n');
    const overlapping = streamOf([Buffer.from('abcd'), Buffer.from('cdef')]);
    expect(textOf(overlapping.push(Buffer.from('-abcdef-\n')))).toBe('-[redacted]-\n');
    expect([touching.hits, overlapping.hits]).toEqual([2, 1]);
  });
});

test('lines that could be one long code hold back at most 2 MiB and a piece, however they are cut', () => {
  const secret = 'program-secret-0123456789abcdef';
  const body = Buffer.from(`the token is ${secret}\n${`${'x'.repeat(10_000)}\n`.repeat(400)}`);
  for (const size of [1_000, 4_096, 65_491, 65_536]) {
    const stream = makeScrubber([secret]).stream();
    let given = 0;
    let most = 0;
    for (let at = 0; at < body.length; at += size) {
      const piece = body.subarray(at, at + size);
      for (const part of stream.push(piece)) given += part.length;
      most = Math.max(most, at + piece.length - given);
    }
    expect(most).toBeLessThan(2 * 1024 * 1024 + 2 * 65_536);
  }
});
