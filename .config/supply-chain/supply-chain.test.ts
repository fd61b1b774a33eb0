import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { licencesPage, shippedPackages } from './list-licences.mjs';

const root = new URL('../..', import.meta.url).pathname;
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
type Package = { dependencies?: Record<string, string>; devDependencies?: Record<string, string> };
type Locked = { link?: boolean; integrity?: string; resolved?: string };

const workspaces = [
  '.',
  'extension-api/contracts',
  'extension-api',
  'broker',
  'settings-ui',
  'sample-extensions',
  'docs/host-electron-vite',
  '.config/site',
];
/** Each has a lockfile. */
const installs = ['.', '.config/site'];
const direct = workspaces.flatMap((folder) => {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(read(`${folder}/package.json`)) as Package;
  return Object.entries({ ...dependencies, ...devDependencies });
});

describe('what is installed', () => {
  it.each(installs)(
    'each package of %s comes from the registry, with the hash that it must have',
    (folder) => {
      const { packages } = JSON.parse(read(`${folder}/package-lock.json`)) as {
        packages: Record<string, Locked>;
      };
      const installed = Object.entries(packages).filter(
        ([path, { link }]) => path.includes('node_modules/') && !link,
      );
      expect(installed.length).toBeGreaterThan(100);
      const odd = installed.filter(
        ([, { integrity, resolved }]) =>
          integrity?.startsWith('sha512-') !== true ||
          (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')),
      );
      expect(odd.map(([path]) => path)).toEqual([]);
    },
  );

  it('each package has an exact version, except the types of the oldest supported Node', () => {
    const ranges = direct.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version));
    expect(ranges).toEqual([['@types/node', '^20.19.0']]);
  });

  it.each(installs)('no package of %s runs its own script', (folder) => {
    expect(read(`${folder}/.npmrc`)).toMatch(/^ignore-scripts=true$/m);
  });

  it('each library has a reason in ARCHITECTURE.md', () => {
    const [, libraries = ''] = /\n## Libraries, and why\n([\s\S]*)$/.exec(read('ARCHITECTURE.md')) ?? [];
    // `@types/x`, `@swc/core` and the like are told by what they belong to.
    const unexplained = direct
      .map(([name]) => name)
      .filter((name) => !name.startsWith('@valetkey/') && !name.startsWith('@types/'))
      .filter((name) => !libraries.includes(name.replace(/^@(biomejs|swc|electron)\//, '')));
    expect(unexplained).toEqual([]);
  });
});

describe('what is shipped', () => {
  it('each shipped package is listed and has a licence that lets a user have it', () => {
    const allowed = [
      'MIT',
      'ISC',
      'Apache-2.0',
      'BSD-2-Clause',
      'BSD-3-Clause',
      '0BSD',
      'CC-BY-4.0',
      'BlueOak-1.0.0',
      // Of argparse, for the command of js-yaml, which nothing of ours runs.
      'Python-2.0',
    ];
    expect(shippedPackages().filter(({ license }) => !allowed.includes(license))).toEqual([]);
    expect(read('THIRD-PARTY.md'), 'run: node .config/supply-chain/list-licences.mjs').toBe(licencesPage());
  });

  it('the bill of materials in CycloneDX names each of these packages', () => {
    const made = spawnSync('npm', ['run', '--silent', 'sbom'], { cwd: root, encoding: 'utf8' });
    expect(made.status, made.stderr).toBe(0);
    const bom = JSON.parse(made.stdout) as { bomFormat: string; components: Component[] };
    expect(bom.bomFormat).toBe('CycloneDX');
    const named = new Set(bom.components.flatMap(namesIn));
    expect(shippedPackages().filter(({ name, version }) => !named.has(`${name} ${version}`))).toEqual([]);
  });
});

/** CycloneDX nests what is installed below another package. */
type Component = { group?: string; name: string; version: string; components?: Component[] };
const namesIn = ({ group, name, version, components = [] }: Component): string[] => [
  `${group ? `${group}/` : ''}${name} ${version}`,
  ...components.flatMap(namesIn),
];

describe('the packages that others install', () => {
  it('the packages for extensions are built to the same bytes twice', () => {
    const parent = mkdtempSync(join(tmpdir(), 'valetkey-reproduce-'));
    try {
      const built = ['one', 'two'].map((copy) => {
        const at = join(parent, copy);
        for (const part of ['extension-api', 'package.json', 'tsconfig.json', '.config']) {
          cpSync(join(root, part), join(at, part), {
            recursive: true,
            filter: (source) => !/\/(?:dist|node_modules)(?:\/|$)/.test(source),
          });
        }
        symlinkSync(join(root, 'node_modules'), join(at, 'node_modules'));
        const compiler = join(root, 'node_modules/typescript/bin/tsc');
        const tsc = spawnSync(process.execPath, [compiler, '-b', 'extension-api'], {
          cwd: at,
          encoding: 'utf8',
        });
        expect(tsc.status, tsc.stdout).toBe(0);
        return ['extension-api/contracts', 'extension-api'].map((folder) => hashOf(join(at, folder, 'dist')));
      });
      expect(built[0]).toEqual(built[1]);
    } finally {
      rmSync(parent, { recursive: true });
    }
  });
});

/** Over names and contents of all files; what tsc remembers between builds is not shipped. */
const hashOf = (folder: string): string => {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.tsbuildinfo'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) hash.update(`${file.slice(folder.length)}\0`).update(readFileSync(file));
  return hash.digest('hex');
};
