import { expect, it } from 'vitest';
import { shortenDeclarations, withTextsAsRecords } from './shorten-declarations.mjs';

const type = `z.ZodObject<{\n${Array.from({ length: 10 }, (_, at) => `field${at}: z.ZodString;`).join('\n')}\n}>`;
const ofConnection = `export declare const connection: ${type};\n/** What follows. */\n`;

it('a schema’s type stands once, and is named where another schema holds it', () => {
  const shorter = shortenDeclarations(
    new Map([
      ['contracts/connection.d.ts', `${ofConnection}export declare const all: z.ZodArray<${type}>;\n`],
      ['settings/list.d.ts', `export declare const list: { one: ${type}; };\n`],
    ]),
  );
  expect(Object.fromEntries(shorter)).toEqual({
    'contracts/connection.d.ts': `${ofConnection}export declare const all: z.ZodArray<typeof connection>;\n`,
    'settings/list.d.ts':
      'export declare const list: { one: typeof import("../contracts/connection.ts").connection; };\n',
  });
});

it('a schema’s type that another package exports is named as its', () => {
  const needed = new Map([['dist/connection.d.ts', ofConnection]]);
  const shorter = shortenDeclarations(
    new Map([['list.d.ts', `export declare const list: z.ZodArray<${type}>;\n`]]),
    needed,
    '@valetkey/api-contracts',
  );
  expect(shorter.get('list.d.ts')).toBe(
    'export declare const list: z.ZodArray<typeof import("@valetkey/api-contracts").connection>;\n',
  );
});

it('what is cut off by a comment within it is no type', () => {
  const cut = `export declare const one: {\n${'a: string;\n'.repeat(20)}/** Of b. */\nb: string;\n};\n`;
  const declarations = new Map([
    ['one.d.ts', cut],
    ['two.d.ts', cut.replace('one', 'two')],
  ]);
  expect(shortenDeclarations(declarations)).toEqual(declarations);
});

it('an object of many texts is named by its keys, and one of few or with another member stays', () => {
  const many = `'It’s {n}': string;\nDeny: string;\n${Array.from({ length: 60 }, (_, at) => `k${at}: string;\n`).join('')}`;
  const shorter = withTextsAsRecords(`export declare const texts: {\n${many}};\n`);
  expect(shorter).toMatch(
    /^export declare const texts: Record<'It’s \{n\}'\|'Deny'\|'k0'\|.*'k59', string>;\n$/,
  );
  for (const text of [
    'export declare const few: {\na: string;\n};\n',
    `export declare const other: {\n${many}b?: string;\n};\n`,
  ])
    expect(withTextsAsRecords(text)).toBe(text);
});
