import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOutJson } from './lay-out-json.ts';

describe('JSON that is laid out', () => {
  it('a layout has one member a line, and keeps what is empty together', () => {
    expect(layOutJson('{"a":[1,{"b":null}],"c":{},"d":[]}')).toEqual([
      '{',
      '  "a": [',
      '    1,',
      '    {',
      '      "b": null',
      '    }',
      '  ],',
      '  "c": {},',
      '  "d": []',
      '}',
    ]);
  });

  it('a layout keeps a member that is named twice, digits, escapes and what a text says of brackets', () => {
    const sent = String.raw`{"id":1,"id":12345678901234567890.10,"t":"\u0061\"}, {[:"}`;
    expect(layOutJson(sent).map((line) => line.trim())).toEqual([
      ...['{', '"id": 1,', '"id": 12345678901234567890.10,'],
      ...[String.raw`"t": "\u0061\"}, {[:"`, '}'],
    ]);
  });

  it('a layout of any JSON says the same as the JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 3 }), (value, spaces) => {
        const lines = layOutJson(JSON.stringify(value, undefined, spaces));
        expect(JSON.parse(lines.join('\n'))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('a layout of deep JSON is not mostly space', () => {
    const deep = '['.repeat(10_000) + ']'.repeat(10_000);
    expect(layOutJson(deep).join('').length).toBeLessThan(40 * deep.length);
  });
});
