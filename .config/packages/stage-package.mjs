import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { shortenDeclarations, withTextsAsRecords } from './shorten-declarations.mjs';
import { stageDocuments } from './stage-documents.mjs';

/**
 * Lays out what a registry gets of a workspace: the scripts and declarations that its entries reach, what those open by
 * path, documents and licences. `dist` also holds tests, fixtures and what older builds left: a list of patterns, as
 * `files` is one, would ship them.
 *
 * @typedef {{ name: string, version: string, exports: Record<string, string | { types: string, import?: string, default?: string }>,
 *   bin?: Record<string, string>, files?: string[], private?: boolean }} Manifest
 */

export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * In the order in which they are published: each needs those before it. `opened` is what no import names.
 *
 * @type {Readonly<Record<string, { opened: string[], more?: object }>>}
 */
const packages = {
  'extension-api/contracts': {
    opened: ['provider.schema.json', 'manifest.schema.json', 'workspace.schema.json'],
  },
  'extension-api': { opened: ['globals.d.ts', 'tsconfig.extension.json'] },
  broker: {
    opened: [
      'dist/shells/electron/pages',
      'dist/shells/electron/extension-host/bundles',
      'dist/shells/node/guest/bundles/worker.js',
    ],
    // Not in the workspace's own manifest: there it would count as shipped, with all that it needs.
    more: { peerDependencies: { electron: '>=33' }, peerDependenciesMeta: { electron: { optional: true } } },
  },
};
export const published = Object.keys(packages);

/** @returns {Manifest} */
export const manifestOf = (/** @type {string} */ workspace) =>
  JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8'));

/**
 * @param {string} workspace below the root
 * @param {string} to an empty folder, or none
 */
export const stagePackage = async (workspace, to) => {
  const from = join(root, workspace);
  const { private: _, files: __, ...manifest } = manifestOf(workspace);
  const { opened, more } = packages[workspace];
  const entries = Object.values(manifest.exports).filter((entry) => typeof entry !== 'string');
  const scripts = [
    ...entries.flatMap((entry) => [entry.default ?? [], entry.import ?? []].flat()),
    ...Object.values(manifest.bin ?? {}),
  ];
  const missing = [...scripts, ...opened].find((path) => !existsSync(join(from, path)));
  if (missing !== undefined) throw new Error(`${workspace}/${missing} is missing: npm run build`);
  rmSync(to, { recursive: true, force: true });
  for (const path of await reachedScripts(from, scripts)) put(to, path, await leanOf(path, read(from, path)));
  const types = entries.map((entry) => normalize(entry.types));
  const declarations = await declarationsOf(from, reachedTypes(from, types));
  const needed = workspace === contracts ? new Map() : await exportedByContracts();
  for (const [path, text] of shortenDeclarations(declarations, needed, manifestOf(contracts).name))
    put(to, path, text);
  for (const path of opened) cpSync(join(from, path), join(to, path), { recursive: true });
  stageDocuments(workspace, to);
  writeFileSync(join(to, 'package.json'), `${JSON.stringify({ ...manifest, ...more }, null, 2)}\n`);
  return to;
};

const contracts = 'extension-api/contracts';

const declarationsOf = async (/** @type {string} */ from, /** @type {string[]} */ paths) => {
  const declarations = new Map();
  for (const path of paths) declarations.set(path, await leanOf(path, read(from, path)));
  return declarations;
};

/** What its index exports whole. */
const exportedByContracts = () => {
  const from = join(root, contracts);
  const whole = [...read(from, 'dist/index.d.ts').matchAll(/^export \* from '(.+)\.ts';$/gm)];
  return declarationsOf(
    from,
    whole.map(([, name = '']) => join('dist', `${name}.d.ts`)),
  );
};

/** A script that another one starts as a process: `new URL('./bundle-in-child.js', import.meta.url)`. */
const startedScript = /\bnew URL\(\s*["'](\.{1,2}\/[^"']+\.js)["']/g;

/** As a bundler follows imports, without those of other packages; and what these start. */
const reachedScripts = async (/** @type {string} */ from, /** @type {string[]} */ entryPoints) => {
  const reached = await importedScripts(from, entryPoints);
  const started = reached
    .flatMap((path) =>
      [...readFileSync(join(from, path), 'utf8').matchAll(startedScript)].map(([, name = '']) =>
        join(dirname(path), name),
      ),
    )
    .filter((path) => !reached.includes(path));
  return started.length === 0 ? reached : reachedScripts(from, [...entryPoints, ...started]);
};

const importedScripts = async (/** @type {string} */ from, /** @type {string[]} */ entryPoints) => {
  const { metafile } = await build({
    absWorkingDir: from,
    entryPoints,
    outdir: 'unused',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return Object.keys(metafile.inputs);
};

/** What tsc writes is regular: a relative module is named in `from '…'`, `import '…'` or `import("…")`. */
const relativeImport = /\b(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g;

const reachedTypes = (/** @type {string} */ from, /** @type {string[]} */ entries) => {
  const reached = new Set(entries);
  for (const path of reached) {
    for (const [, name = ''] of readFileSync(join(from, path), 'utf8').matchAll(relativeImport))
      reached.add(join(dirname(path), name.replace(/\.[jt]s$/, '.d.ts')));
  }
  return [...reached];
};

/** Without its source map, which would show a debugger nothing without the sources. */
const read = (/** @type {string} */ from, /** @type {string} */ path) => {
  if (relative('.', path).startsWith('..')) throw new Error(`${path} lies outside of ${from}`);
  return readFileSync(join(from, path), 'utf8').replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, '\n');
};

const put = (/** @type {string} */ to, /** @type {string} */ path, /** @type {string} */ text) => {
  mkdirSync(dirname(join(to, path)), { recursive: true });
  writeFileSync(join(to, path), text);
};

/** What a provider was checked against is for those who change it; docs/services.md tells the others. */
const withoutEvidence = (/** @type {Record<string, unknown>} */ { $schema: _, checked: __, ...rest }) => rest;

/**
 * Scripts without comments and indentation, two fifths of them: the declarations keep what tells a caller something, and
 * names stay, for errors.
 */
const leanOf = async (/** @type {string} */ path, /** @type {string} */ text) => {
  if (path.endsWith('.json'))
    return `${JSON.stringify(path.endsWith('provider.json') ? withoutEvidence(JSON.parse(text)) : JSON.parse(text))}\n`;
  // Declarations of schemas are nested deeply: half of them is indentation.
  if (!/\.c?js$/.test(path)) return withTextsAsRecords(text.replace(/^ +/gm, ''));
  const { code } = await transform(text, {
    format: path.endsWith('.cjs') ? 'cjs' : 'esm',
    minifySyntax: true,
    minifyWhitespace: true,
    // So that a place in a stack trace says something.
    lineLimit: 120,
    charset: 'utf8',
  });
  return code;
};
