import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = new URL('./', import.meta.url);
const sheets = readdirSync(folder).filter((name) => name.endsWith('.css'));
const read = (name: string): string =>
  readFileSync(new URL(name, folder), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');

it.each(sheets.filter((name) => name !== 'theme.css'))(
  '%s takes sizes of type, space, corners, shadows and colours from the tokens of theme.css',
  (name) => {
    const own = read(name)
      .split(/[;{}]/)
      .map((declaration) => declaration.trim())
      .filter((declaration) =>
        /^(?:font(?:-size)?|border-radius|box-shadow):.*\d(?:px|em|rem|%)|^(?:margin|padding|(?:row-|column-)?gap)[\w-]*:.*\d(?:px|em|rem)|^[\w-]+:.*(?:#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\()/i.test(
          declaration,
        ),
      );
    expect(own).toEqual([]);
  },
);

it('each token that a style sheet names is defined', () => {
  const defined = new Set([...read('theme.css').matchAll(/(--[\w-]+):/g)].map(([, name]) => name));
  for (const name of sheets) {
    const used = [...read(name).matchAll(/var\((--[\w-]+)/g)].map(([, token]) => token);
    expect(
      used.filter((token) => !defined.has(token)),
      name,
    ).toEqual([]);
  }
});
