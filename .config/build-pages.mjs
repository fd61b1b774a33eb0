import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { leanZod } from './lean-zod.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const withLeanZod = { name: 'lean zod', load: leanZod };

/**
 * Templates of mark-up and styles are strings, which no minifier reads: their indentation and the comments of their style
 * sheets are a kilobyte of the page. A line end stays, so that words stay apart.
 */
const templates = /[\\/](?:@vscode-elements|settings-ui)[\\/].+\.[jt]s$/;
const withoutIndentation = {
  name: 'without indentation',
  transform: (/** @type {string} */ code, /** @type {string} */ id) =>
    templates.test(id)
      ? { code: code.replace(/^\s*\/\* [^*]*\*\/$/gm, '').replace(/\n\s+/g, '\n'), map: null }
      : undefined,
};

/** What the contract says of each word is for editors, by the published schemas: no page shows it. */
const contracts = /[\\/](extension-api|broker)[\\/](dist[\\/])?contracts[\\/].+\.[jt]s$/;
const described = /\.describe\(\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`$]*`)\s*,?\s*\)/g;
const withoutDescriptions = {
  name: 'without descriptions',
  transform: (/** @type {string} */ code, /** @type {string} */ id) =>
    contracts.test(id) ? { code: code.replace(described, ''), map: null } : undefined,
};

/**
 * The pages share a file of it (settings-ui/entries/public-suffixes.ts): its list in one expression, since from its many
 * modules a bundler makes three times as much.
 */
export const publicSuffixes = { 'tldts-icann': join(root, 'node_modules/tldts-icann/dist/index.esm.min.js') };

/**
 * One page of settings-ui/ as one classic script: no module graph to load, and a CSP of 'self' alone suffices.
 * Hands back what belongs in `<name>.js`.
 *
 * @param {string} entry below the repository's top
 * @param {readonly import('vite').Plugin[]} plugins before ours
 */
export const buildPage = async (entry, plugins = []) => {
  const built = await build({
    root: join(root, 'settings-ui'),
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [...plugins, withLeanZod, withoutIndentation, withoutDescriptions],
    build: {
      write: false,
      target: 'chrome130',
      modulePreload: false,
      lib: { entry: join(root, entry), formats: ['iife'], name: 'page', fileName: 'page' },
      rollupOptions: {
        external: ['tldts-icann'],
        // A page has no name of ours but the bridge: once it has read the list, the name goes.
        output: {
          globals: { 'tldts-icann': 'publicSuffixes' },
          footer: 'delete globalThis.publicSuffixes;',
        },
      },
    },
  });
  const { output } = Array.isArray(built) ? built[0] : built;
  const [chunk, ...more] = output;
  if (more.length > 0)
    throw new Error(`${entry} must be one script, and is also ${more.map(({ fileName }) => fileName)}`);
  return chunk.code;
};
