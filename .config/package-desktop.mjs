import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { builderConfig } from './desktop/builder-config.mjs';
import { makeDeb } from './desktop/make-deb.mjs';
import { stageApp } from './desktop/stage-app.mjs';
import { getElectron } from './get-electron.mjs';

/**
 * usage: node .config/package-desktop.mjs [--electron DIR] [--out DIR] [--deb] [--for-tests [--main FILE]]
 *
 * Makes a folder that starts the desktop application, for the platform it runs on, from an unpacked Electron and what
 * `npm run build` left, and with --deb a Debian package of it. Prints the folder, and the package on a second line.
 */
const root = realpathSync(fileURLToPath(new URL('..', import.meta.url)));
const target = { platform: process.platform, arch: process.arch };
const pinned = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.electron;

const { npm_lifecycle_event: npmScript, INIT_CWD: stands } = process.env;
/** `npm run package` starts here in the repository: a path is meant from where the person stands who typed it. */
const typed = (/** @type {string} */ path) => resolve(npmScript === 'package' ? (stands ?? '') : '', path);

/** @returns {{ dist: string, version: string }} */
const electronIn = (/** @type {string} */ dist) => {
  const file = join(dist, 'version');
  if (!existsSync(file)) throw new Error(`${dist} is not an unpacked Electron: it has no file "version".`);
  return { dist: realpathSync(dist), version: readFileSync(file, 'utf8').trim().replace(/^v/, '') };
};

/** Only the Electron that package.json names is shipped; the fallback of get-electron.mjs is another one. */
const whyNotShipped = (/** @type {string} */ version) => {
  if (version === pinned) return undefined;
  const age = Number.parseInt(version, 10) < Number.parseInt(pinned, 10);
  return `This is Electron ${version}, not the ${pinned} of package.json: ${
    age ? 'END OF LIFE, ' : ''
  }FOR TESTS ONLY, NEVER SHIPPED.`;
};

/**
 * @param {{ electron: { dist: string, version: string }, out: string, forTests: boolean, main?: string | undefined }}
 *   options
 */
export const packageDesktop = async ({ electron, out, forTests, main }) => {
  const why = whyNotShipped(electron.version);
  if (why !== undefined && !forTests) throw new Error(`${why} (--for-tests packages it all the same.)`);
  mkdirSync(out, { recursive: true });
  const stage = mkdtempSync(join(tmpdir(), 'valetkey-stage-'));
  // On the same disk as its place, so that a package is there whole or not at all.
  const making = mkdtempSync(join(out, '.packaging-'));
  try {
    const { manifest } = stageApp({ root, stage, target, entry: main });
    const { build, Platform, Arch } = await import('electron-builder');
    await build({
      targets: Platform.current().createTarget('dir', Arch[target.arch]),
      projectDir: stage,
      config: builderConfig({ root, out: making, electron }),
      publish: 'never',
    });
    // linux-unpacked, win-unpacked, mac, mac-arm64
    const made = readdirSync(making, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    if (made.length !== 1) throw new Error('electron-builder made something else than one folder.');
    const folder = join(making, made[0].name);
    if (forTests) writeFileSync(join(folder, 'FOR-TESTS-ONLY.txt'), `${why ?? 'Packaged for a test.'}\n`);
    const label = `${manifest.name}-${manifest.version}-${target.platform}-${target.arch}`;
    const place = join(out, forTests ? `${label}-for-tests` : label);
    rmSync(place, { recursive: true, force: true });
    renameSync(folder, place);
    return place;
  } finally {
    rmSync(stage, { recursive: true, force: true });
    rmSync(making, { recursive: true, force: true });
  }
};

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const { values } = parseArgs({
      options: {
        electron: { type: 'string' },
        out: { type: 'string', default: join(root, 'dist') },
        deb: { type: 'boolean', default: false },
        'for-tests': { type: 'boolean', default: false },
        // Another main script, to test a package apart from what the application does.
        main: { type: 'string' },
      },
    });
    const forTests = values['for-tests'];
    if (values.main !== undefined && !forTests) throw new Error('--main is for tests: give --for-tests too.');
    const electron = electronIn(
      values.electron === undefined ? (await getElectron()).dist : typed(values.electron),
    );
    const main = values.main === undefined ? undefined : typed(values.main);
    // electron-builder reports on stdout, which is for the folder.
    const print = process.stdout.write.bind(process.stdout);
    process.stdout.write = process.stderr.write.bind(process.stderr);
    const folder = await packageDesktop({ electron, out: typed(values.out), forTests, main });
    print(`${folder}\n`);
    if (values.deb) {
      const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
      print(`${makeDeb({ folder, out: typed(values.out), root, version, arch: target.arch, forTests })}\n`);
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
