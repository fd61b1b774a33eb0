import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;
const workspaces = ['broker', 'extension-api', 'settings-ui'];

/** @param {string} text names in backticks that can only be files: `a/b.ts`, `c.test.ts`, `d/*.test.ts`, `e/` */
export const filesIn = (text) =>
  [...text.matchAll(/`([^`\s]+\.(?:ts|mjs|json|md|html|css)|[^`\s]+\/)`/g)].map(([, name = '']) => name);

/**
 * The files that a document names, in order, each with the paths that it stands for: from the root, from a workspace, or
 * beside the file that was named before it. No path: there is no such file.
 *
 * @param {string} text @returns {{ readonly name: string, readonly paths: readonly string[] }[]}
 */
export const namedFiles = (text) =>
  passagesOf(text).flatMap((passage) => {
    let beside = 'broker';
    return filesIn(passage).map((name) => {
      const places = [name, ...workspaces.map((folder) => `${folder}/${name}`), join(beside, name)];
      const paths = places.map(expand).find((found) => found.length > 0) ?? [];
      if (paths[0] !== undefined) beside = dirname(paths[0]);
      return { name, paths };
    });
  });

/** @param {string} text into what belongs together: a cell of a table, an item of a list, a paragraph */
const passagesOf = (text) =>
  text
    .split(/\n\s*\n|\n(?=\s*-\s|\|)/)
    .flatMap((passage) => (passage.startsWith('|') ? passage.split('|') : [passage]));

/** @param {string} path with at most one `*`, in its last part */
const expand = (path) => {
  if (!path.includes('*')) return existsSync(join(root, path)) ? [path] : [];
  const [before = '', after = ''] = basename(path).split('*');
  const folder = dirname(path);
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder))
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .map((name) => join(folder, name));
};
