import { dirname, relative } from 'node:path';

/**
 * tsc writes the type of a schema out wherever another one holds it: that of a connection nine times, a third of all
 * declarations. Here each of the longer ones stands once, and elsewhere is named as what it is: the type of that constant.
 *
 * @param {Map<string, string>} declarations their texts by path, without indentation
 * @param {ReadonlyMap<string, string>} needed those that another package exports, likewise
 * @param {string} from that package's name
 * @returns {Map<string, string>}
 */
export const shortenDeclarations = (declarations, needed = new Map(), from = '') => {
  const constants = [
    ...constantsOf(declarations, (name, home, path) =>
      path === home ? name : `${imported(home, path)}.${name}`,
    ),
    ...constantsOf(needed, (name) => `import("${from}").${name}`),
  ].sort((one, other) => other.type.length - one.type.length);
  const shorter = new Map(declarations);
  for (const { home, name, type, nameAt } of constants)
    for (const [path, text] of shorter) {
      const own = `const ${name}: ${type}`;
      const parts = path === home ? text.split(own) : [text];
      shorter.set(path, parts.map((part) => part.replaceAll(type, () => `typeof ${nameAt(path)}`)).join(own));
    }
  return shorter;
};

const constantsOf = (
  /** @type {ReadonlyMap<string, string>} */ declarations,
  /** @type {(name: string, home: string, path: string) => string} */ named,
) =>
  [...declarations].flatMap(([home, text]) =>
    typedConstants(text).map(({ name, type }) => ({
      home,
      name,
      type,
      nameAt: (/** @type {string} */ path) => named(name, home, path),
    })),
  );

const shortest = 150;

/** As tsc writes it: what follows a declaration begins at the left margin with one of these. */
const typedConstant = /^export declare const (\w+): ([\s\S]+?);$(?=\n(?:export|declare|\/\*\*|$))/gm;

const typedConstants = (/** @type {string} */ text) =>
  [...text.matchAll(typedConstant)]
    .map(([, name = '', type = '']) => ({ name, type }))
    .filter(({ type }) => type.length > shortest && isBalanced(type));

/** A comment within a type looks like the end of it. */
const isBalanced = (/** @type {string} */ type) =>
  type.split(/[{[(<]/).length === type.replaceAll('=>', '').split(/[}\])>]/).length;

const imported = (/** @type {string} */ home, /** @type {string} */ from) => {
  const to = relative(dirname(from), home).replace(/\.d\.ts$/, '.ts');
  return `import("${to.startsWith('.') ? to : `./${to}`}")`;
};

const stringsOnly = /: \{\n((?:(?:\w+|'.*'|".*"): string;\n){50,})\};/g;

/**
 * The keys of translated texts are a thousand sentences, and each says that it names a text.
 *
 * @param {string} text a declaration without indentation
 */
export const withTextsAsRecords = (text) =>
  text.replace(stringsOnly, (_, /** @type {string} */ lines) => {
    const names = lines
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(0, -': string;'.length))
      .map((name) => (/^\w/.test(name) ? `'${name}'` : name));
    return `: Record<${names.join('|')}, string>;`;
  });
