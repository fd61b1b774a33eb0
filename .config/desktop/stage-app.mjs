import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/**
 * Lays out what goes into app.asar: the entry's package and its production dependencies as real files. Workspaces are
 * links in node_modules, which a package cannot hold, so they are laid out under their names. The sample extensions are no
 * part of it: a person installs extensions (broker/extensions/installed-extensions.ts).
 *
 * @typedef {{ platform: string, arch: string }} Target
 * @typedef {{ name: string, version: string, dependencies?: Record<string, string>,
 *   optionalDependencies?: Record<string, string>, os?: string[], cpu?: string[], main?: string }} Manifest
 */

/** Neither run nor read by the application. Licences stay: they have to travel with the code. */
const leftOut = [
  /(^|\/)\./,
  /(^|\/)(tests?|__tests__|fixtures|bench|benchmarks?|checks|examples?|coverage)(\/|$)/i,
  /\.(test|spec|test-d)\./,
  /\.([cm]?ts|tsx|map|tsbuildinfo|flow)$/,
  /(^|\/)(tsconfig[^/]*\.json|package-lock\.json|yarn\.lock|pnpm-lock\.yaml|Makefile)$/,
];
const isProse = (/** @type {string} */ path) =>
  /\.(md|markdown|txt)$/i.test(path) && !/(licen[cs]e|notice|copying)[^/]*$/i.test(path);
/** Ours only: the Node shell's demo, the sample of embedding, and the tests of this packaging. */
const leftOutOfOurs = [/^dist\/demo(\/|$)/, /^dist\/shells\/electron\/(package|embed-sample)(\/|$)/];

/** @returns {Manifest} */
const manifestOf = (/** @type {string} */ folder) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

const copyFiltered = (
  /** @type {string} */ from,
  /** @type {string} */ to,
  /** @type {(path: string) => boolean} */ wanted,
) => {
  const walk = (/** @type {string} */ at) => {
    for (const entry of readdirSync(join(from, at), { withFileTypes: true })) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.name === 'node_modules' || !wanted(path)) continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) {
        mkdirSync(dirname(join(to, path)), { recursive: true });
        copyFileSync(join(from, path), join(to, path));
        // Readable by anyone who starts it, whatever the umask of the checkout was.
        chmodSync(join(to, path), 0o644);
      }
    }
  };
  walk('');
};

const isWanted = (/** @type {string} */ path) =>
  !leftOut.some((pattern) => pattern.test(path)) && !isProse(path);

/** npm installs every libc's build where `libc` is not declared; the package is for the ordinary one. */
const fits = (/** @type {Manifest} */ { os, cpu, name }, /** @type {Target} */ { platform, arch }) =>
  (os?.includes(platform) ?? true) && (cpu?.includes(arch) ?? true) && !name.includes('-musl');

/**
 * @param {{ root: string, stage: string, target: Target, entry: string | undefined }} options `entry` replaces
 *   `broker/dist/main.js`, for tests.
 */
export const stageApp = ({ root, stage, target, entry }) => {
  /** @type {Set<string>} */
  const staged = new Set();
  /** @type {Map<string, string>} */
  const workspaces = new Map();

  const placeOf = (/** @type {string} */ folder) => {
    const path = relative(root, folder);
    const owner = [...workspaces].find(([place]) => path === place || path.startsWith(place + sep));
    if (owner === undefined) return join(stage, path);
    return join(stage, 'node_modules', owner[1], relative(owner[0], path));
  };

  /** As Node resolves: upwards from the folder of the one who asks. */
  const find = (/** @type {string} */ name, /** @type {string} */ from) => {
    for (let at = from; at.startsWith(root); at = dirname(at)) {
      const folder = join(at, 'node_modules', name);
      if (existsSync(join(folder, 'package.json'))) return realpathSync(folder);
      if (at === root) break;
    }
    return undefined;
  };

  const add = (/** @type {string} */ folder) => {
    if (staged.has(folder)) return;
    staged.add(folder);
    const manifest = manifestOf(folder);
    const path = relative(root, folder);
    const ours = !path.split(sep).includes('node_modules');
    if (ours) workspaces.set(path, manifest.name);
    const wanted = ours
      ? (/** @type {string} */ file) => isWanted(file) && !leftOutOfOurs.some((left) => left.test(file))
      : isWanted;
    // A workspace may hold another one (extension-api/contracts): that one is staged under its own name.
    const nested = ours ? nestedWorkspaces(folder) : [];
    copyFiltered(folder, placeOf(folder), (file) => wanted(file) && !nested.includes(file));
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      if (name in (manifest.optionalDependencies ?? {})) continue;
      const found = find(name, folder);
      if (found === undefined)
        throw new Error(`${manifest.name} needs ${name}, which is not installed: npm ci`);
      add(found);
    }
    for (const name of Object.keys(manifest.optionalDependencies ?? {})) {
      const found = find(name, folder);
      if (found !== undefined && fits(manifestOf(found), target)) add(found);
    }
  };

  const nestedWorkspaces = (/** @type {string} */ folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'package.json')))
      .map(({ name }) => name);

  const broker = join(root, 'broker');
  for (const built of entry === undefined ? ['main.js', 'shells/electron/pages/settings.html'] : []) {
    if (!existsSync(join(broker, 'dist', built)))
      throw new Error(`broker/dist/${built} is missing: npm run build`);
  }
  add(broker);

  copyFileSync(join(root, 'LICENSE'), join(stage, 'LICENSE'));
  if (entry !== undefined) copyFileSync(entry, join(stage, 'main.js'));

  const { version, description, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { name, version: brokerVersion } = manifestOf(broker);
  const manifest = {
    name: 'valetkey',
    productName: 'Valetkey',
    version,
    description,
    license,
    author: 'The Valetkey authors',
    type: 'module',
    main: entry === undefined ? `node_modules/${name}/dist/main.js` : 'main.js',
    dependencies: { [name]: brokerVersion },
  };
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return { manifest, packages: staged.size };
};
