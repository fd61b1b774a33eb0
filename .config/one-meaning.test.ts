import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/**
 * One name, one meaning, in the broker and its contracts: what a module exports has a name that no other module
 * declares for an export, and no module declares a type with the name of another module's exported type.
 */
const allowed: Readonly<Record<string, string>> = {};

const root = new URL('../', import.meta.url).pathname;
const sources = execFileSync('git', ['ls-files', 'broker/*.ts', 'extension-api/contracts/*.ts'], {
  cwd: root,
})
  .toString()
  .trim()
  .split('\n')
  .filter((file) => !/\.test(-d)?\.ts$|\.d\.ts$|\/fixtures\/|^broker\/checks\//.test(file));

type Declared = { readonly file: string; readonly exported: boolean; readonly isType: boolean };

const declarations = (): ReadonlyMap<string, readonly Declared[]> => {
  const found = new Map<string, Declared[]>();
  for (const file of sources) {
    // An overload declares its function again.
    const once = new Map<string, Declared>();
    const text = readFileSync(new URL(file, `file://${root}`), 'utf8');
    const declared = /^(export )?(?:declare )?(?:async )?(const|let|function\*?|class|type) (\w+)/gm;
    for (const [, exports, kind, name = ''] of text.matchAll(declared))
      once.set(name, { file, exported: exports !== undefined, isType: kind === 'type' || kind === 'class' });
    for (const [name, one] of once) found.set(name, [...(found.get(name) ?? []), one]);
  }
  return found;
};

it('an exported name of the broker and its contracts has one declaration', () => {
  const twice = [...declarations()].flatMap(([name, all]) => {
    const exported = all.filter((one) => one.exported);
    const types = all.filter((one) => one.isType && exported.some((other) => other.isType && other !== one));
    const clashing = new Set([...(exported.length > 1 ? exported : []), ...types]);
    if (clashing.size === 0 || allowed[name] !== undefined) return [];
    const files = new Set([...exported, ...clashing].map(({ file }) => file));
    return [`${name}: ${[...files].join(', ')}`];
  });
  expect(twice).toEqual([]);
});

it('the list of allowed names holds no name that is declared once', () => {
  const known = declarations();
  expect(Object.keys(allowed).filter((name) => (known.get(name)?.length ?? 0) < 2)).toEqual([]);
});
