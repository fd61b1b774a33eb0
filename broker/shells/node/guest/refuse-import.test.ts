import { Script } from 'node:vm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { refuseImport } from './refuse-import.ts';

const refused = (source: string): boolean => {
  try {
    refuseImport(source);
    return false;
  } catch {
    return true;
  }
};

/** White space and comments of scripts: whatever may stand between two tokens. */
const between = [
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\u2028',
  '\u2029',
  '\u00a0',
  '\ufeff',
  '\u3000',
  '/**/',
  '/*\n*/',
].concat(['//x\n', '<!--x\n', '\n-->x\n']);

it('every import() that V8 parses is refused, whatever is between its tokens', () => {
  const gap = fc.array(fc.constantFrom(...between), { maxLength: 4 }).map((all) => all.join(''));
  const around = fc.constantFrom(
    ['', ''],
    ['(', ')'],
    ['[...', ']'],
    ['a?', ':1'],
    ['`${', '}`'],
    ['1.', ''],
    ['x.', ''],
  );
  fc.assert(
    fc.property(around, gap, gap, ([start, end], one, two) => {
      const source = `${start}${one}import${two}('node:fs')${end}`;
      let imports = false;
      try {
        new Script(source, { importModuleDynamically: () => undefined as never });
        imports = start !== 'x.' && start !== '1.';
      } catch {
        // It does not parse, and so imports nothing.
      }
      expect([source, !imports || refused(source)]).toEqual([source, true]);
    }),
    { numRuns: 3_000 },
  );
});

it.each([
  ...['import.defer("x")', 'import.source("x")', 'import . source("x")', 'import./**/defer("x")'],
  ...['import.later/**/("x")', 'import.\n<!--x\ndefer("x")'],
])('an import phase is refused, even if no engine has it yet: %s', (source) => {
  expect(refused(source)).toBe(true);
});

it.each([
  'x.import("a")',
  'important(1)',
  'reimport(1)',
  '"they import: goods"',
  '// imports (two)',
  'o.import',
])('a name that imports nothing passes: %s', (source) => {
  expect(refused(source)).toBe(false);
});

it('the refusal names the line', () => {
  expect(() => refuseImport('a\nb\n import("x")')).toThrow(
    /^Line 3 of the entry script holds "import\( … \)"/,
  );
  expect(() => refuseImport('\n\nimport\n("x")')).toThrow(/^Line 3 /);
});

it('the check takes time in proportion to the script', () => {
  const hostile = ['import ', 'import.', `import${' '.repeat(50)}`, 'import.aaaaaaa', ' import\n'];
  for (const part of hostile) expect(refused(part.repeat(200_000))).toBe(false);
});
