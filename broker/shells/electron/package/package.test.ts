import { execFile, execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createPackage, listPackage, statFile } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';
import { defined } from '@valetkey/api-contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findElectron } from '../../../../.config/get-electron.mjs';
import { describeUnless } from '../../../checks/fixtures/describe-unless.ts';
import { needsPackages } from '../../../checks/fixtures/needs-packages.ts';
import { bundleFixture } from '../../../database/fixtures/run-bundled.ts';
import { ordinaryUser, whyNoElectron } from '../fixtures/launch-electron.ts';
import { type Desktop, startDesktop } from '../fixtures/start-desktop.ts';
import { startPackage } from './fixtures/start-package.ts';

/** Packages the local Electron, starts the package as an ordinary user with the sandbox on, and tries to turn it. */
const root = fileURLToPath(new URL('../../../..', import.meta.url));
const script = join(root, '.config/package-desktop.mjs');
const realMain =
  existsSync(join(root, 'broker/dist/main.js')) &&
  existsSync(join(root, 'broker/dist/shells/electron/pages/settings.html'));
const why = process.platform === 'linux' ? whyNoElectron() : 'starts packages on Linux only';
const user = ordinaryUser();
const makesDebs = spawnSync('dpkg-deb', ['--version']).status === 0;

it('the script resolves a path from the caller’s folder, also when npm starts it in the repository', () => {
  const { INIT_CWD: _, ...inherited } = process.env;
  const electronOf = (more: Record<string, string>): string =>
    spawnSync(process.execPath, [script, '--electron', 'no-electron'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...inherited, ...more },
    }).stderr;
  const said = ' is not an unpacked Electron';
  const here = join(tmpdir(), 'no-electron');
  expect(electronOf({ npm_lifecycle_event: 'package', INIT_CWD: tmpdir() })).toContain(`${here}${said}`);
  expect(electronOf({ npm_lifecycle_event: 'test', INIT_CWD: tmpdir() })).toContain(
    `${join(root, 'no-electron')}${said}`,
  );
});

describeUnless(why, 'a package', {}, () => {
  let folder: string;
  let made: string;
  let home: string;
  let desktop: Desktop;
  /** The Debian package. */
  let deb = '';
  const program = (): string => join(made, 'valetkey');
  const resources = (): string => join(made, 'resources');
  const archive = (): string => join(resources(), 'app.asar');

  /** A folder into which the program's user may write: what an abuse manages to do is seen there. */
  let reach: string;
  const proof = (): string => join(reach, 'proof');
  const attack = (): string => join(reach, 'attack.cjs');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'valetkey-package-'));
    chmodSync(folder, 0o755);
    reach = join(folder, 'reach');
    mkdirSync(reach);
    if (user !== undefined) chownSync(reach, user.uid, user.gid);
    writeFileSync(attack(), `require('node:fs').writeFileSync(${JSON.stringify(proof())}, '')`);
    const main = realMain
      ? []
      : ['--main', await bundleFixture(new URL('./fixtures/stand-in-main.ts', import.meta.url), folder)];
    const args = [
      script,
      '--electron',
      findElectron()?.dist ?? '',
      '--out',
      folder,
      '--for-tests',
      ...(makesDebs ? ['--deb'] : []),
      ...main,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    [made = '', deb = ''] = stdout.trim().split('\n');
    home = join(folder, 'home');
    desktop = await startDesktop(home, { keyring: 'unlocked', user });
  });

  afterAll(async () => {
    await desktop?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const stored = (): string[] =>
    readdirSync(join(home, '.config'), { recursive: true, encoding: 'utf8' })
      .filter((path) => /(^|\/)(state|secrets|audit)\.db$/.test(path))
      .map((path) => join(home, '.config', path));

  it('the Debian package holds the application, its menu entry and its icon, and belongs to root', (ctx) => {
    if (!makesDebs) return ctx.skip(needsPackages('dpkg-deb'));
    const contents = execFileSync('dpkg-deb', ['--contents', deb], { encoding: 'utf8' });
    const lines = contents.trimEnd().split('\n');
    expect(lines.filter((line) => !/^\S+ root\/root /.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('-rws')).map((line) => line.split(' ').at(-1))).toEqual([
      './opt/valetkey/chrome-sandbox',
    ]);
    const shared = './usr/share';
    for (const path of ['./opt/valetkey/resources/app.asar', './opt/valetkey/valetkey'])
      expect(contents).toContain(` ${path}\n`);
    expect(contents).toContain(` ${shared}/applications/valetkey.desktop\n`);
    expect(contents).toContain(` ${shared}/icons/hicolor/256x256/apps/valetkey.png\n`);
    const version = execFileSync('dpkg-deb', ['--field', deb, 'Version'], { encoding: 'utf8' });
    expect(version.trim()).toMatch(/^\d+\.\d+\.\d+~tests$/);
  });

  it('the package has every fuse in its intended state', async () => {
    const wire = await getCurrentFuseWire(program());
    const states = Object.fromEntries(
      Object.entries(wire)
        .filter(([index]) => /^\d+$/.test(index))
        .map(([index, state]) => [FuseV1Options[Number(index)], String.fromCharCode(Number(state)) === '1']),
    );
    expect(states).toEqual({
      RunAsNode: false,
      EnableCookieEncryption: true,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
      LoadBrowserProcessSpecificV8Snapshot: false,
      GrantFileProtocolExtraPrivileges: false,
      ...defined({ WasmTrapHandlers: FuseV1Options.WasmTrapHandlers in wire || undefined }),
    });
  });

  it('the package proves itself where it is installed: a secret goes to a server that returns it, and is nowhere', async (ctx) => {
    if (!realMain) return ctx.skip('a stand-in has no broker');
    const options = { env: { ...desktop.env, TMPDIR: reach }, ...user, cwd: '/' };
    const { stdout } = await promisify(execFile)(program(), ['--prove'], options);
    expect(stdout).toMatch(/ok {4}the token is nowhere/);
    expect(stdout).toMatch(/\nproved, on this installation\n$/);
    expect(stdout).not.toContain('FAIL');
  });

  it('the package holds what the application runs and nothing of how it is made', () => {
    const files = listPackage(archive(), { isPack: false }).map((path) => path.slice(1));
    const unwanted = files.filter(
      (path) =>
        /(^|\/)(tests?|fixtures|bench|threats|\.[^/]+)(\/|$)/i.test(path) ||
        /\.(test|spec)\.|\.[cm]?tsx?$|\.map$|\.tsbuildinfo$|\.log$/.test(path) ||
        /^node_modules\/(vitest|typescript|electron|electron-builder|playwright-core|esbuild)\//.test(path),
    );
    expect(unwanted).toEqual([]);
    expect(
      files.filter((path) => /\/broker\/dist\/(demo|shells\/electron\/(package|embed-sample))\//.test(path)),
    ).toEqual([]);
    const ours = 'node_modules/@valetkey';
    for (const path of [
      `${ours}/broker/dist/broker.js`,
      `${ours}/api-contracts/dist/index.js`,
      `${ours}/extension-api/dist/index.js`,
      'node_modules/undici/package.json',
      'LICENSE',
    ]) {
      expect(files).toContain(path);
    }
    expect(files.filter((path) => path.includes('sample-extensions'))).toEqual([]);
    const native = files.filter((path) => path.endsWith('.node'));
    expect(native).toContain('node_modules/@libsql/linux-x64-gnu/index.node');
    for (const path of native) {
      const entry = statFile(archive(), path);
      expect('unpacked' in entry && entry.unpacked, path).toBe(true);
      expect(existsSync(join(`${archive()}.unpacked`, path)), path).toBe(true);
    }
    expect(readdirSync(resources()).sort()).toEqual(['app.asar', 'app.asar.unpacked', 'icon.png']);
    expect(existsSync(join(made, 'FOR-TESTS-ONLY.txt'))).toBe(true);
  });

  it('the package starts for an ordinary user, with sandboxed pages and private files', async () => {
    const names = realMain ? ['audit.db', 'secrets.db', 'state.db'] : ['state.db'];
    const found = (): string[] =>
      stored()
        .map((path) => path.split('/').at(-1) ?? '')
        .sort();
    const { pages, errors } = await startPackage(desktop, program(), {
      until: () => found().length === names.length,
    });
    expect(pages.length, errors).toBeGreaterThan(0);
    for (const page of pages) expect(page).toEqual({ seccomp: '2', noNewPrivileges: '1' });
    expect(found(), errors).toEqual(names);
    for (const path of stored())
      expect([path, (statSync(path).mode & 0o777).toString(8)]).toEqual([path, '600']);
  });

  const abuses: readonly { how: string; args?: () => string[]; env?: () => NodeJS.ProcessEnv }[] = [
    { how: 'ELECTRON_RUN_AS_NODE', args: () => [attack()], env: () => ({ ELECTRON_RUN_AS_NODE: '1' }) },
    { how: 'NODE_OPTIONS', env: () => ({ NODE_OPTIONS: `--require ${attack()}` }) },
    { how: 'a script as its argument', args: () => [attack()] },
    { how: '--require', args: () => ['--require', attack()] },
  ];

  it.each(abuses)('the package does not run foreign code by $how', async ({ args, env }) => {
    const { pages, errors } = await startPackage(desktop, program(), {
      args: args?.() ?? [],
      env: env?.() ?? {},
    });
    expect(existsSync(proof()), errors).toBe(false);
    // It ran, as itself.
    expect(pages.length, errors).toBeGreaterThan(0);
  });

  it.each(['--inspect=0', '--inspect-brk=0'])('the package takes no debugger by %s', async (arg) => {
    const { pages, errors } = await startPackage(desktop, program(), { args: [arg] });
    expect(errors).not.toMatch(/Debugger listening/);
    expect(pages.length, errors).toBeGreaterThan(0);
  });

  it('the package ends at once if remote debugging is requested, which no fuse covers', async () => {
    const { pages, errors } = await startPackage(desktop, program(), { args: ['--remote-debugging-port=0'] });
    expect(errors).toContain('Remote debugging is not possible');
    expect(pages).toEqual([]);
  });

  const attackAsApp = (at: string): void => {
    mkdirSync(at);
    writeFileSync(join(at, 'package.json'), '{"name":"attack","main":"attack.cjs"}');
    copyFileSync(attack(), join(at, 'attack.cjs'));
  };

  it.each(['app', 'default_app.asar', 'app.asar'])(
    'the package does not load a folder %s instead of its archive',
    async (name) => {
      const kept = join(folder, 'kept.asar');
      renameSync(archive(), kept);
      try {
        attackAsApp(join(resources(), name));
        const { pages, code, errors } = await startPackage(desktop, program(), { ms: 10_000 });
        expect(existsSync(proof()), errors).toBe(false);
        // It found no application, and said no more than that.
        expect([pages, code], errors).toEqual([[], 1]);
      } finally {
        rmSync(join(resources(), name), { recursive: true, force: true });
        renameSync(kept, archive());
      }
    },
  );

  describe('what the fuses are for', () => {
    /** The same package with the fuses, and the name, of a stock Electron: there the abuses work. */
    const stock = (): string => join(made, 'electron');

    beforeAll(async () => {
      copyFileSync(program(), stock());
      await flipFuses(stock(), {
        version: FuseVersion.V1,
        [FuseV1Options.RunAsNode]: true,
        [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
        [FuseV1Options.EnableNodeCliInspectArguments]: true,
        [FuseV1Options.OnlyLoadAppFromAsar]: false,
      });
    });

    it.each(abuses.slice(0, 2))(
      'an application without fuses runs foreign code by $how',
      async ({ args, env }) => {
        const done = { until: () => existsSync(proof()) };
        const { errors } = await startPackage(desktop, stock(), {
          args: args?.() ?? [],
          env: env?.() ?? {},
          ...done,
        });
        expect(existsSync(proof()), errors).toBe(true);
        rmSync(proof());
      },
    );

    it('an application without fuses lets a debugger in', async () => {
      const { errors } = await startPackage(desktop, stock(), { args: ['--inspect=0'] });
      expect(errors).toMatch(/Debugger listening/);
    });

    it('an application without fuses loads a folder instead of the archive', async () => {
      const kept = join(folder, 'kept.asar');
      renameSync(archive(), kept);
      try {
        attackAsApp(join(resources(), 'app'));
        const { errors } = await startPackage(desktop, stock(), { ms: 3_000 });
        expect(existsSync(proof()), errors).toBe(true);
      } finally {
        rmSync(proof(), { force: true });
        rmSync(join(resources(), 'app'), { recursive: true });
        renameSync(kept, archive());
      }
    });

    it('no fuse keeps a changed archive from running on Linux: a writer of the folder controls the program', async () => {
      const kept = join(folder, 'kept.asar');
      renameSync(archive(), kept);
      try {
        const source = join(folder, 'changed');
        attackAsApp(source);
        await createPackage(source, archive());
        const { errors } = await startPackage(desktop, program(), { ms: 3_000 });
        expect(existsSync(proof()), errors).toBe(true);
      } finally {
        rmSync(proof(), { force: true });
        rmSync(archive(), { force: true });
        renameSync(kept, archive());
      }
    });
  });
});

it('packaging refuses an Electron other than the one in package.json', (ctx) => {
  const electron = findElectron();
  if (electron?.kind !== 'fallback') return ctx.skip('the fallback runtime is not here');
  const out = mkdtempSync(join(tmpdir(), 'valetkey-refused-'));
  try {
    const args = [script, '--electron', electron.dist, '--out', out];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^This is Electron 33\.2\.1, not the .*END OF LIFE, FOR TESTS ONLY, NEVER SHIPPED\..*\n$/,
    );
    expect(readdirSync(out)).toEqual([]);
  } finally {
    rmSync(out, { recursive: true });
  }
});
