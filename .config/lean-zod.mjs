import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const zodFiles = /[\\/]zod[\\/]v4[\\/]/;
const locales = /[\\/]locales[\\/]index\.js$/;
const unused =
  /[\\/](?:core[\\/](?:compile|to-json-schema|json-schema-[a-z]+)|classic[\\/]from-json-schema)\.js$/;

/**
 * zod brings along what our bundles never ask for: the messages of 50 languages, for errors that we put into words of our
 * own, what writes and reads JSON Schema, and `z.compile`: a third of zod. Undefined: the file stays as it is.
 *
 * @param {string} file
 */
export const leanZod = (file) => {
  if (!zodFiles.test(file)) return undefined;
  if (locales.test(file)) return "export { default as en } from './en.js';";
  if (!unused.test(file)) return undefined;
  const names = readFileSync(file, 'utf8').matchAll(/^export (?:const|function|class) (\w+)/gm);
  return [...names].map(([, name]) => `export const ${name} = () => undefined;`).join('\n');
};

/** For esbuild; Vite's is in build-pages.mjs. @type {import('esbuild').Plugin} */
export const withLeanZod = {
  name: 'lean zod',
  setup: ({ onLoad }) => {
    onLoad({ filter: zodFiles }, ({ path }) => {
      const contents = leanZod(path);
      return contents === undefined ? undefined : { contents, resolveDir: dirname(path) };
    });
  },
};
