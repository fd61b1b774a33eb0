import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorCodesPage, examplesPage } from './generated-pages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `[text](place#anchor)` and `![text](picture)`; addresses and anchors of the same page stay as they are. */
const link = /(!?)\[((?:[^\][]|\[[^\]]*\])*)\]\((?![a-z]+:|#)([^)#\s]+)(#[^)\s]*)?\)/g;

/** The site knows a folder's page as index.md. */
export const pageOf = (/** @type {string} */ file) => file.replace(/README\.md$/, 'index.md');

/** The Markdown that Git tracks. */
export const documents = () =>
  execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).trim().split('\n');

/**
 * The pages of the site, by their path in it. The repository's documents are the source: only links differ. A link to a
 * document leads to its page, and a link to another file becomes that file's path.
 *
 * @returns {{ pages: Map<string, string>, pictures: Set<string>, dead: string[] }}
 */
export const collectPages = () => {
  const files = documents();
  const pictures = new Set();
  const dead = [];
  const pages = new Map();
  for (const file of files) {
    const rewritten = (/** @type {string[]} */ ...[whole, picture, shown, place, anchor = '']) => {
      const target = normalize(join(dirname(file), place)).replace(/\/$/, '');
      if (!existsSync(join(root, target))) dead.push(`${file}: ${place}`);
      else if (picture !== '') pictures.add(target);
      const document = [target, join(target, 'README.md')].find((one) => files.includes(one));
      if (picture !== '') return whole;
      if (document === undefined)
        return target.endsWith(shown) ? `\`${target}\`` : `${shown} (\`${target}\`)`;
      return `[${shown}](./${relative(dirname(file), pageOf(document))}${anchor})`;
    };
    pages.set(pageOf(file), readFileSync(join(root, file), 'utf8').replace(link, rewritten));
  }
  pages.set('generated/error-codes.md', errorCodesPage());
  pages.set('generated/examples.md', examplesPage());
  return { pages, pictures, dead };
};
