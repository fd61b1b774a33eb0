import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';
// The compiler of tsd: TypeScript 7 has no stable API for this.
import ts from '@tsd/typescript';
import { expect, it } from 'vitest';
import { manifestOf, published, root } from './stage-package.mjs';

/** As `@valetkey/broker/node`, with the declaration file that it leads to. */
const entries = published.flatMap((workspace) => {
  const { name, exports } = manifestOf(workspace);
  return Object.entries(exports).flatMap(([entry, to]) =>
    // Without a script it declares globals, and exports nothing.
    typeof to === 'string' || to.default === undefined
      ? []
      : [{ entry: join(name, entry), file: join(root, workspace, to.types) }],
  );
});

const program = ts.createProgram(
  entries.map(({ file }) => file),
  {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
  },
);
const checker = program.getTypeChecker();
const resolved = (symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
const exportsOf = (file: string): ts.Symbol[] => {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file} is no module: npm run build`);
  return checker.getExportsOfModule(module);
};
const isExport = ({ kind }: ts.Modifier): boolean => kind === ts.SyntaxKind.ExportKeyword;

/** What its module keeps to itself is a shorthand of that module. */
const isOursToName = (node: ts.Node): boolean => {
  const path = relative(root, node.getSourceFile().fileName);
  const isOurs = !path.startsWith('..') && !path.includes('node_modules');
  return isOurs && ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(isExport);
};

/** The types of ours that a declaration names. */
const namedIn = (node: ts.Node, found: Set<ts.Symbol>): void => {
  const name = ts.isTypeReferenceNode(node)
    ? node.typeName
    : ts.isImportTypeNode(node)
      ? node.qualifier
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : undefined;
  const symbol = name && checker.getSymbolAtLocation(name);
  if (symbol !== undefined) found.add(resolved(symbol));
  ts.forEachChild(node, (child) => namedIn(child, found));
};

it('every type that an exported declaration names is exported by an entry, too', () => {
  const exported = new Map<ts.Symbol, string>();
  for (const { entry, file } of entries)
    for (const symbol of exportsOf(file)) exported.set(resolved(symbol), `${entry} ${symbol.getName()}`);
  expect(exported.size).toBeGreaterThan(100);
  const missing = new Set<string>();
  for (const [symbol, from] of exported) {
    const named = new Set<ts.Symbol>();
    for (const declaration of symbol.declarations ?? []) namedIn(declaration, named);
    for (const type of named) {
      const [declaration] = type.declarations ?? [];
      if (declaration === undefined || !isOursToName(declaration)) continue;
      if (!exported.has(type)) missing.add(`${type.getName()} (named by ${from})`);
    }
  }
  expect([...missing].sort()).toEqual([]);
});

const printer = ts.createPrinter({ removeComments: true });
/** Schemas are written out in declarations; more than a screen of them is told by its digest. */
const mostCharacters = 1_200;

const declared = (symbol: ts.Symbol): string => {
  const texts = (resolved(symbol).declarations ?? []).map((declaration) => {
    // Of a variable, with its `const`.
    const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    return printer
      .printNode(ts.EmitHint.Unspecified, node, declaration.getSourceFile())
      .replace(/^export (?:declare )?/, '')
      .replace(/\r?\n\s*/g, ' ');
  });
  const text = texts.join(' ');
  if (text.length <= mostCharacters) return text;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `${text.slice(0, 80)}… (${text.length} characters, sha256 ${digest})`;
};

it('a change of a public type shows in the report: npm run report:api writes it', async () => {
  const report = entries.flatMap(({ entry, file }) => [
    `# ${entry}`,
    '',
    ...exportsOf(file)
      .map((symbol) => `${symbol.getName()}: ${declared(symbol)}`)
      .sort(),
    '',
  ]);
  await expect(report.join('\n')).toMatchFileSnapshot('./api-report.txt');
});
