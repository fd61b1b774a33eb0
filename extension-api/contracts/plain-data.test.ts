import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonBytes } from './json-bytes.ts';
import { type BytePlaces, measurePlainData, type ValueLimits } from './plain-data.ts';

const limits: ValueLimits = { maxDepth: 40, maxNodes: 50_000, maxBytes: 16 * 1024 * 1024 };
const utf8 = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;
const jsonOf = (value: unknown): number => {
  const measured = measurePlainData(value, limits);
  if (typeof measured === 'string') throw new Error(measured);
  return measured.json;
};
const units = fc.array(
  fc.oneof(
    fc.constantFrom(0, 8, 10, 31, 34, 47, 92, 127, 128, 0x7ff, 0x800, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xffff),
    fc.nat(0xffff),
  ),
);

describe('the measure of plain data', () => {
  it('the measure is never less than the JSON in UTF-8, escapes included, or the memory', () => {
    fc.assert(
      fc.property(units, (codes) => {
        const text = String.fromCharCode(...codes);
        const wide = codes.some((code) => code > 0xff);
        expect(jsonBytes(text, 1e9)).toBeGreaterThanOrEqual(Math.max(utf8(text), wide ? 2 * text.length : 0));
      }),
      { numRuns: 3_000 },
    );
  });

  it('the measure is exact for texts of Latin-1 without half pairs', () => {
    for (const text of ['', 'x', '"\\\b\n', '\u0000\u001f', 'äöü', '\u007f\u0080'])
      expect(jsonBytes(text, 1e9)).toBe(utf8(text));
  });

  it('the measure is never less than any JSON value written in UTF-8', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }), (value) => {
        fc.pre(measurePlainData(value, limits) !== 'forbidden-key');
        expect(jsonOf(value)).toBeGreaterThanOrEqual(utf8(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('data is refused one level, value or byte beyond the limit, and not before', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    const measure = (value: unknown, less: Partial<ValueLimits>) => {
      const measured = measurePlainData(value, { ...limits, ...less });
      return typeof measured === 'string' ? measured : 'fits';
    };
    expect([3, 4].map((levels) => measure(nested(levels), { maxDepth: 3 }))).toEqual(['fits', 'too-deep']);
    expect([4, 5].map((count) => measure(Array(count).fill(1), { maxNodes: 5 }))).toEqual([
      'fits',
      'too-many-values',
    ]);
    const text = ['x'.repeat(100)];
    const size = jsonOf(text);
    expect([size, size - 1].map((maxBytes) => measure(text, { maxBytes }))).toEqual(['fits', 'too-large']);
    expect([size, size - 1].map((maxJson) => measure(text, { maxJson }))).toEqual(['fits', 'too-large']);
    const key = { ['k'.repeat(1_000)]: 1 };
    expect(measure(key, { maxJson: 1_000 })).toBe('too-large');
  });

  it('the measure reads no more of a text than allowed, and lists no array that is too long', () => {
    expect(measurePlainData('x'.repeat(1e8), limits)).toBe('too-large');
    expect(measurePlainData([new Array(2 ** 32 - 1)], limits)).toBe('too-many-values');
    const long = () => new Array(20_000).fill(1);
    expect(measurePlainData([long(), long(), long()], limits)).toBe('too-many-values');
  });

  const places: BytePlaces = new Map([['body', true]]);
  const resizable = (): unknown => Reflect.construct(ArrayBuffer, [8, { maxByteLength: 1_000_000 }] as never);

  it('bytes are admitted at their declared places, and their whole buffer counts', () => {
    const view = new Uint8Array(new ArrayBuffer(1_000), 0, 10);
    expect(measurePlainData({ body: view }, limits, places)).toMatchObject({ bytes: 1_000 });
    for (const value of [{ other: view }, { body: { body: view } }, { body: [view] }, [view], view])
      expect(measurePlainData(value, limits, places)).toBe('not-plain-data');
    expect(measurePlainData({ body: view }, limits)).toBe('not-plain-data');
    expect(measurePlainData({ body: view }, { ...limits, maxBytes: 999 }, places)).toBe('too-large');
  });

  it.each([
    ['shared memory', new Uint8Array(new SharedArrayBuffer(8))],
    ['a buffer that can grow', new Uint8Array(resizable() as ArrayBuffer)],
    ['other numbers', new Uint16Array(4)],
    ['clamped bytes', new Uint8ClampedArray(4)],
    ['a buffer', new ArrayBuffer(8)],
    ['a DataView', new DataView(new ArrayBuffer(8))],
  ])('data with %s where bytes are declared is refused', (_name, body) => {
    expect(measurePlainData({ body }, limits, places)).toBe('not-plain-data');
  });

  it.each<[string, unknown]>([
    ['not-plain-data', Object.assign([1, 2], { name: 1 })],
    ['not-plain-data', Object.assign([1], { length: 2 })],
    ['not-plain-data', [undefined]],
    ['not-plain-data', undefined],
    ['not-plain-data', Number.NaN],
    ['not-plain-data', Number.POSITIVE_INFINITY],
    ['not-plain-data', 1n],
    ['not-plain-data', new Map()],
    ['not-plain-data', new Set()],
    ['not-plain-data', new Date(0)],
    ['not-plain-data', /x/],
    ['not-plain-data', new Error('x')],
    ['not-plain-data', Object(1)],
    ['not-plain-data', Object.create(null)],
    ['not-plain-data', new (class Point {})()],
    ['not-plain-data', Symbol('x')],
    ['not-plain-data', () => 1],
    ['forbidden-key', JSON.parse('{"a":{"__proto__":{}}}')],
  ])('data that is not JSON is refused as %s: %#', (why, value) => {
    for (const whole of [value, [value], { value }]) {
      if (value === undefined && whole !== value && !Array.isArray(whole)) continue;
      expect(measurePlainData(whole, limits)).toBe(why);
    }
  });

  it('a member that is undefined counts as absent', () => {
    expect(measurePlainData({ a: undefined, b: 1 }, limits)).toMatchObject({ bytes: 0 });
  });
});
