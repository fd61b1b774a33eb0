import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

/** VitePress and TypeDoc have a lockfile of their own here. What it names is installed once, and again when it changes. */
export function installGenerators() {
  const done = here('node_modules/.installed-lock');
  const lock = readFileSync(here('package-lock.json'), 'utf8');
  if (existsSync(done) && readFileSync(done, 'utf8') === lock) return;
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  // Without a network, npm's own pauses between three tries take more than a minute.
  const fewTries = ['--prefer-offline', '--fetch-retries=1'];
  const { status } = spawnSync('npm', ['ci', ...quiet, ...fewTries], { cwd: here('.'), stdio: 'inherit' });
  if (status !== 0)
    throw new Error('npm could not install VitePress and TypeDoc. Its message above says why.');
  writeFileSync(done, lock);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installGenerators();
