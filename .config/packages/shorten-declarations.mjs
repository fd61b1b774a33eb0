import { dirname, relative } from 'node:path';

/**
 * tsc writes the type of a schema out wherever another one holds it: that of a connection nine times, a third of all
 * declarations. Here each of the longer ones stands once, and elsewhere is named as what it is: the type of that constant.
 *
 * @param {Map<string, string>} declarations their texts by path, without indentation
 * @returns {Map<string, string>}
 */
export const shortenDeclarations = (declarations) => {
  const longestFirst = [...declarations]
    .flatMap(([path, text]) => typedConstants(path, text))
    .sort((one, other) => other.type.length - one.type.length);
  const shorter = new Map(declarations);
  for (const { path: home, name, type } of longestFirst)
    for (const [path, text] of shorter) {
      const own = path === home ? `const ${name}: ${type}` : undefined;
      const named = own === undefined ? `typeof ${imported(home, path)}.${name}` : `typeof ${name}`;
      const parts = own === undefined ? [text] : text.split(own);
      shorter.set(path, parts.map((part) => part.replaceAll(type, () => named)).join(own));
    }
  return shorter;
};

const shortest = 150;

/** As tsc writes it: what follows a declaration begins at the left margin with one of these. */
const typedConstant = /^export declare const (\w+): ([\s\S]+?);$(?=\n(?:export|declare|\/\*\*|$))/gm;

const typedConstants = (/** @type {string} */ path, /** @type {string} */ text) =>
  [...text.matchAll(typedConstant)]
    .map(([, name = '', type = '']) => ({ path, name, type }))
    .filter(({ type }) => type.length > shortest && isBalanced(type));

/** A comment within a type looks like the end of it. */
const isBalanced = (/** @type {string} */ type) =>
  type.split(/[{[(<]/).length === type.replaceAll('=>', '').split(/[}\])>]/).length;

const imported = (/** @type {string} */ home, /** @type {string} */ from) => {
  const to = relative(dirname(from), home).replace(/\.d\.ts$/, '.ts');
  return `import("${to.startsWith('.') ? to : `./${to}`}")`;
};
