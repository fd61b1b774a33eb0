import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { put } from './put.mjs';

/**
 * What an author's test imports, as CommonJS: Jest, as it is set up by default, reads no ES modules of packages. One file
 * for both entries, so that they have the same ValetkeyError.
 */
const root = fileURLToPath(new URL('../extension-api/', import.meta.url));
const entries = { index: './dist/index.js', testing: './dist/testing/index.js' };

const { outputFiles } = await build({
  stdin: {
    contents: Object.entries(entries)
      .map(([name, path]) => `export * as ${name} from '${path}';`)
      .join('\n'),
    resolveDir: root,
  },
  outfile: `${root}dist/commonjs/all.cjs`,
  bundle: true,
  format: 'cjs',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'es2022',
  external: ['zod', 'comlink'],
  write: false,
  logLevel: 'warning',
});
for (const { path, text } of outputFiles) put(path, text);
for (const name of Object.keys(entries))
  put(`${root}dist/commonjs/${name}.cjs`, `module.exports = require('./all.cjs').${name};\n`);
