import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `[text](place#anchor)`; addresses and anchors of the same page stay as they are. */
const link = /\[((?:[^\][]|\[[^\]]*\])*)\]\((?![a-z]+:|#)([^)#\s]+)(#[^)\s]*)?\)/g;

/**
 * Puts a package's documents and licences into it. Every link in them leads to something in the package: a link to a
 * source leads to the declarations or script that were made of it, and of a link to anything else the text is left.
 *
 * @param {string} workspace below the root
 * @param {string} to where everything else of the package is laid out already
 */
export const stageDocuments = (workspace, to) => {
  copyFileSync(join(root, 'LICENSE'), join(to, 'LICENSE'));
  const own = [join(workspace, 'README.md'), join(workspace, 'PROVIDERS.md'), 'THIRD-PARTY.md'];
  const documents = own.filter((path) => existsSync(join(root, path)));
  /** The name that a linked place has in the package. */
  const nameOf = (/** @type {string} */ place) => {
    if (documents.includes(place)) return basename(place);
    const path = relative(workspace, place);
    // Declarations keep the comments that tell a caller something.
    const made = ['.d.ts', '.js'].map((ending) => join('dist', path.replace(/\.ts$/, ending)));
    return [path, ...made].find((inside) => !inside.startsWith('..') && existsSync(join(to, inside)));
  };
  for (const path of documents) {
    const text = readFileSync(join(root, path), 'utf8').replace(link, (_, shown, place, anchor = '') => {
      const inside = nameOf(normalize(join(dirname(path), place)));
      return inside === undefined ? shown : `[${shown}](${inside}${anchor})`;
    });
    writeFileSync(join(to, basename(path)), text);
  }
};
