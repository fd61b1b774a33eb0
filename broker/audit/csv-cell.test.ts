import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell } from './csv-cell.ts';

const separators = [';', ',', '\t', '|', '\n', '\r'];
const formulas = [...'=+-@＝＋－＠﹦﹢﹣﹫⁼⁺₌₊−–—'];
const spaces = [
  ' ',
  '\t',
  '\r',
  '\n',
  '\0',
  '\u00a0',
  '\u3000',
  '\ufeff',
  '\u200b',
  '\u2060',
  '\u3164',
  '"',
  '“',
  '\ufe0f',
];

/** A reader that knows quotes, and one that does not, as where the separator is another one than the file's. */
const read = (line: string, by: string): string[] => [
  ...line.split(by),
  ...line.split(by).map((cell) => /^"((?:[^"]|"")*)"/.exec(cell)?.[1]?.replaceAll('""', '"') ?? cell),
];
/** What is left of a cell when everything is taken off that some reader trims. */
const trimmed = (cell: string): string =>
  cell.replace(/^[\s\p{C}\p{Z}\p{M}\p{DI}\p{Pi}"]+/u, '').normalize('NFKC');
const runs = (line: string): string[] =>
  separators.flatMap((by) => read(line, by).filter((cell) => /^[=+\-@\u2212\p{Pd}]/u.test(trimmed(cell))));

describe('a cell of the exported log', () => {
  it('a cell begins no formula, however its text is cut into cells', () => {
    const piece = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...separators, ...formulas, ...spaces, "'", '\v', '\u2028') },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) },
      { weight: 1, arbitrary: fc.constantFrom("cmd|' /C calc'!A0", 'HYPERLINK("http://evil")', 'a') },
    );
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (cells) => {
        expect(runs(cells.map(csvCell).join(','))).toEqual([]);
      }),
      { numRuns: 20_000 },
    );
  });

  it.each(
    formulas.flatMap((start) =>
      ['', ...spaces, ...separators, 'a;', 'a; "', 'a\n\ufeff'].map((before) => [before + start]),
    ),
  )('a dangerous cell is guarded: %j', (start) => {
    expect(csvCell(`${start}cmd`)).toContain("'");
    expect(runs(csvCell(`${start}cmd`))).toEqual([]);
  });

  it('a cell without a possible formula is the text itself', () => {
    for (const plain of [
      '',
      'a-b',
      '/v1/items?a=b',
      'me@example.com',
      'a; b',
      'Ünï — code',
      '12:30',
      "it's",
      7,
    ])
      expect(csvCell(plain)).toBe(`"${plain}"`);
    expect(csvCell(undefined)).toBe('""');
    expect(csvCell('say "hi"')).toBe('"say ""hi"""');
  });

  it('a cell keeps its text apart from the guards', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const kept = csvCell(text).slice(1, -1).replaceAll('""', '"');
        expect(kept.replaceAll("'", '')).toBe(text.replaceAll("'", ''));
      }),
    );
  });

  it.each(['\v', '\f', '\u0085', '\u2028', '\u2029'])(
    'a cell begins no formula behind the line end %j',
    (end) => {
      expect(csvCell(`a${end}=cmd`)).toBe(`"a${end}'=cmd"`);
    },
  );
});
