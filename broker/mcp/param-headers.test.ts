import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodedValue, headerValues, paramHeadersIn } from './param-headers.ts';

const schema = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const marked = (name: unknown, type: unknown = 'string') => ({ type, 'x-mcp-header': name });

describe('arguments that a tool wants in headers', () => {
  it('the headers are those of the tool’s properties, however deep', () => {
    const nested = schema({
      a: marked('A'),
      b: schema({ c: marked('C', 'integer') }),
      d: { type: 'string' },
    });
    expect(paramHeadersIn(nested)).toEqual([
      { path: ['a'], name: 'A' },
      { path: ['b', 'c'], name: 'C' },
    ]);
    expect(headerValues(paramHeadersIn(nested) ?? [], { a: 'x', b: { c: 5 }, d: 'y' })).toEqual([
      ['Mcp-Param-A', 'x'],
      ['Mcp-Param-C', '5'],
    ]);
  });

  it.each<[string, object]>([
    ['an empty name', schema({ a: marked('') })],
    ['a name that is no token', schema({ a: marked('a b') })],
    ['a name with a line break', schema({ a: marked('a\r\nX: y') })],
    ['no text as name', schema({ a: marked(7) })],
    ['two names that HTTP cannot tell apart', schema({ a: marked('Region'), b: marked('region') })],
    ['a number', schema({ a: marked('A', 'number') })],
    ['an object', schema({ a: marked('A', 'object') })],
    ['the whole', { ...schema({}), ...marked('A', 'object') }],
    ['an element of a list', schema({ a: { type: 'array', items: marked('A') } })],
    ['one of several shapes', schema({}, { anyOf: [schema({ a: marked('A') })] })],
    ['a definition', schema({}, { $defs: { a: marked('A') } })],
  ])('make the tool unusable where the annotation is on %s', (_what, wrong) => {
    expect(paramHeadersIn(wrong)).toBeUndefined();
  });

  it('of a schema without end or bottom make it unusable, too', () => {
    let deep: object = { type: 'string' };
    for (let depth = 0; depth < 5_000; depth += 1) deep = schema({ a: deep });
    expect(paramHeadersIn(deep)).toBeUndefined();
    const wide = Object.fromEntries(
      Array.from({ length: 30_000 }, (_, at) => [`a${at}`, { type: 'string' }]),
    );
    expect(paramHeadersIn(schema(wide))).toBeUndefined();
  });

  it('a header is omitted if its value is absent, null, of another type, or inherited', () => {
    const declared = paramHeadersIn(schema({ a: marked('A'), constructor: marked('B') })) ?? [];
    expect(declared).toHaveLength(2);
    for (const given of [
      undefined,
      null,
      'x',
      {},
      { a: null },
      { a: {} },
      { a: [1] },
      { a: 1.5 },
      { a: 2 ** 60 },
    ])
      expect(headerValues(declared, given)).toEqual([]);
  });

  it('become field values that no line break leaves, and that decode to themselves', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (value) => {
        const encoded = encodedValue(value);
        expect(encoded).toMatch(/^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/);
        const [, base64] = /^=\?base64\?(.*)\?=$/.exec(encoded) ?? [];
        const decoded = base64 === undefined ? encoded : Buffer.from(base64, 'base64').toString();
        expect(decoded).toBe(Buffer.from(value).toString());
      }),
    );
  });
});
