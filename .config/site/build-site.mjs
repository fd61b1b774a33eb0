/** `npm run docs:build`: installs the generators where they are absent, and builds the site into dist/ here. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manifestOf, published } from '../packages/stage-package.mjs';
import { checkSite } from './check-site.mjs';
import { collectPages } from './collect-pages.mjs';
import { installGenerators } from './install-generators.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const run = (/** @type {string} */ program, /** @type {string[]} */ ...args) =>
  execFileSync(join(here, 'node_modules/.bin', program), args, { cwd: here, stdio: 'inherit' });
const put = (/** @type {string} */ path, /** @type {string} */ text) => {
  mkdirSync(dirname(join(here, path)), { recursive: true });
  writeFileSync(join(here, path), text);
};

installGenerators();
const { pages, pictures, dead } = collectPages();
for (const folder of ['.cache/pages', '.cache/entries', 'dist']) {
  rmSync(join(here, folder), { recursive: true, force: true });
}
for (const [page, text] of pages) put(`.cache/pages/${page}`, text);
cpSync(join(root, '.pictures/icon.svg'), join(here, '.cache/pages/public/icon.svg'));
for (const picture of pictures) cpSync(join(root, picture), join(here, '.cache/pages', picture));

// The reference: TypeDoc reads the declarations of each entry, as an application does that installs the package.
for (const workspace of published) {
  const { name, exports } = manifestOf(workspace);
  for (const [entry, to] of Object.entries(exports)) {
    if (typeof to === 'string' || to.default === undefined) continue;
    const module = join(name, entry);
    const file = module.replace('@', '').replaceAll('/', '-');
    put(`.cache/entries/${file}.ts`, `/** @module ${module} */\nexport * from '${module}';\n`);
  }
}
run('typedoc', '--options', 'typedoc.json');
run('vitepress', 'build');

const problems = [...dead.map((link) => `${link} does not exist`), ...checkSite(join(here, 'dist'))];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
