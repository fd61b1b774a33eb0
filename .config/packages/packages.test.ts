import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createPackageWithOptions } from '@electron/asar';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInElectron, whyNoElectron } from '../../broker/shells/electron/fixtures/launch-electron.ts';
import { startDesktop } from '../../broker/shells/electron/fixtures/start-desktop.ts';
import { type LocalRegistry, publishLocally } from './local-registry.ts';
import { root } from './stage-package.mjs';

/** The packages as others get them: from a registry, in folders that had nothing in them, outside of the repository. */
const exec = promisify(execFile);
const consumers = fileURLToPath(new URL('./consumers', import.meta.url));
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  devDependencies: Record<string, string>;
};
const pinned = (...names: string[]): string[] => names.map((name) => `${name}@${devDependencies[name]}`);

let registry: LocalRegistry;
/** Only the broker. */
let host: string;
beforeAll(async () => {
  registry = await publishLocally();
  host = await registry.install('host', '@valetkey/broker');
});
afterAll(() => registry?.stop());

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

describe('a published package', () => {
  it('a published package has a licence, exports its package.json, and holds no test, map or build state', () => {
    for (const [name, folder] of registry.staged) {
      const files = filesIn(folder);
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      expect(manifest.exports['./package.json'], name).toBe('./package.json');
      expect(manifest.private, name).toBeUndefined();
      expect(files, name).toContain('LICENSE');
      expect(files.filter((file) => /\.test\.|fixtures|\.map$|tsbuildinfo|(^|\/)\./.test(file))).toEqual([]);
      for (const file of files.filter((one) => one.endsWith('.js')))
        expect(readFileSync(join(folder, file), 'utf8'), file).not.toMatch(/^\/\/# sourceMappingURL=/m);
    }
    expect(filesIn(registry.staged.get('@valetkey/extension-api') ?? '')).toContain('PROVIDERS.md');
  });

  it('the publishing command publishes all packages in their order, and none without a repository', async () => {
    const command = join(root, '.config/packages/publish-packages.mjs');
    const refused = await exec(process.execPath, [command, '--dry-run']).catch((error) => error);
    expect(refused.stderr).toContain('Pass --repository');
    const args = ['--dry-run', '--repository', 'https://example.com/valetkey.git'];
    const { stdout } = await exec(process.execPath, [command, ...args]);
    expect(stdout.match(/^\+ @valetkey\/[\w-]+/gm)).toEqual(
      [...registry.staged.keys()].map((name) => `+ ${name}`),
    );
  });

  it('a published document has no link that leads nowhere', () => {
    let links = 0;
    for (const folder of registry.staged.values())
      for (const file of filesIn(folder).filter((one) => one.endsWith('.md'))) {
        const text = readFileSync(join(folder, file), 'utf8');
        for (const [, place = ''] of text.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)) {
          links += 1;
          expect(existsSync(join(folder, dirname(file), place)), `${file}: ${place}`).toBe(true);
        }
      }
    expect(links).toBeGreaterThan(3);
  });

  it('the broker is at most 3 MB, and at most 80 packages come with it', () => {
    const folder = join(host, 'node_modules/@valetkey/broker');
    const bytes = filesIn(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    expect(bytes).toBeLessThan(3_000_000);
    const { packages } = JSON.parse(readFileSync(join(host, 'node_modules/.package-lock.json'), 'utf8'));
    const count = Object.keys(packages).length;
    expect(count).toBeLessThanOrEqual(80);
    process.stdout.write(`the broker: ${(bytes / 1e6).toFixed(2)} MB, ${count} packages installed with it\n`);
  });
});

describe('the types of the packages', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await registry.install(
      'typed',
      '@valetkey/broker',
      '@valetkey/extension-api',
      '@valetkey/api-contracts',
      ...pinned('typescript', '@types/node', 'electron'),
    );
    for (const file of ['types.ts', 'host.ts', 'page.ts']) cpSync(join(consumers, file), join(folder, file));
  });

  const ways = [
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ] as const;
  it.each(ways)('a strict program compiles with module %s and resolution %s', async (module, resolution) => {
    const strict = '--strict --noEmit --exactOptionalPropertyTypes --target es2022 --lib es2023,dom'.split(
      ' ',
    );
    const how = ['--module', module, '--moduleResolution', resolution, '--resolveJsonModule'];
    const typescript = join(folder, 'node_modules/.bin/tsc');
    const args = [...strict, ...how, '--types', 'node', 'types.ts', 'host.ts', 'page.ts'];
    const compiled = await exec(typescript, args, { cwd: folder }).catch((error) => error);
    expect(compiled.stdout).toBe('');
    expect(compiled.code).toBeUndefined();
  });
});

describe('a host in Node', () => {
  const entry = `import { greet } from './host.ts';
const [extension, bundles] = process.argv.slice(2);
console.log(JSON.stringify(await greet(extension, { bundles })));`;
  const shippedBundles = 'node_modules/@valetkey/broker/dist/shells/node/guest/bundles';

  const bundled = async (name: string, options: Parameters<typeof build>[0]): Promise<string> => {
    const outfile = join(host, name);
    cpSync(join(consumers, 'host.ts'), join(host, 'host.ts'));
    const source = options?.format === 'cjs' ? entry.replace(/console\.log\((.*)\);/s, 'main();') : entry;
    const wrapped = source.replace(
      'main();',
      '(async () => console.log(JSON.stringify(await greet(extension, { bundles }))))();',
    );
    await build({
      stdin: { contents: wrapped, resolveDir: host, loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      logLevel: 'error',
      ...options,
    });
    return outfile;
  };
  const run = async (script: string, ...args: string[]) => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const options = { cwd: dirname(script), env };
    return exec(process.execPath, [script, join(consumers, 'greeter'), ...args], options);
  };
  const greeted = { described: 'read', activated: 'activated', said: ['200 hello [redacted]'] };
  // Native modules are found by their place.
  const external = ['libsql', '@napi-rs/keyring'];

  it('a host in Node runs an extension that uses a connection', async () => {
    const script = await bundled('host.mjs', { format: 'esm', packages: 'external' });
    expect(JSON.parse((await run(script)).stdout)).toEqual(greeted);
  });

  it('a host runs as one bundle of ES modules, with a `require` for what it bundles of CommonJS', async () => {
    const banner = {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    };
    const script = await bundled('bundle.mjs', { format: 'esm', external, banner });
    expect(JSON.parse((await run(script, join(host, shippedBundles))).stdout)).toEqual(greeted);
  });

  it('a host runs as one CommonJS bundle', async () => {
    const script = await bundled('bundle.cjs', { format: 'cjs', external });
    expect(JSON.parse((await run(script, join(host, shippedBundles))).stdout)).toEqual(greeted);
  });

  it('an error says which folder to pass when a bundle left the threads behind', async () => {
    const script = await bundled('bundle-without.cjs', { format: 'cjs', external });
    const { stderr } = await run(script).then(
      () => ({ stderr: '' }),
      (error: { stderr: string }) => error,
    );
    expect(stderr).toContain(
      'Pass `bundles`: the folder dist/shells/node/guest/bundles of the package @valetkey/broker.',
    );
  });

  it('the broker package installs the valetkey command', async () => {
    const { stdout } = await exec(join(host, 'node_modules/.bin/valetkey'), ['--help']);
    expect(stdout).toContain('Usage: valetkey');
  });

  it('a host finds its globals unchanged after importing any entry that Node can load', async () => {
    const names = `[...Object.getOwnPropertyNames(globalThis), ...Object.getOwnPropertySymbols(globalThis).map(String)]`;
    const script = join(host, 'globals.mjs');
    writeFileSync(
      script,
      `const before = new Set(${names});
for (const name of ['broker', 'broker/node', 'broker/contracts', 'broker/page', 'extension-api', 'extension-api/host'])
  await import('@valetkey/' + name);
console.log(JSON.stringify(${names}.filter((name) => !before.has(name))));`,
    );
    const { stdout } = await run(script);
    // zod's configuration and its register of schemas.
    expect(JSON.parse(stdout).filter((name: string) => !name.startsWith('__zod_global'))).toEqual([]);
  });
});

describe('a host in Electron', () => {
  const started = async (program: string) => {
    const home = mkdtempSync(join(tmpdir(), 'valetkey-packages-home-'));
    const desktop = await startDesktop(home, { keyring: 'unlocked' });
    try {
      const extension = join(home, 'greeter');
      cpSync(join(consumers, 'greeter'), extension, { recursive: true });
      const args = [join(home, 'data'), extension];
      const { code, signal, said, errors } = await runInElectron(desktop, program, { args, ms: 120_000 });
      expect({ code, signal, errors }).toEqual({ code: 0, signal: null, errors: expect.anything() });
      return said;
    } finally {
      await desktop.stop();
      rmSync(home, { recursive: true, force: true });
    }
  };
  const ran = [
    {
      state: 'unlocked',
      described: 'read',
      how: 'activated',
      said: ['200 you sent Bearer [redacted]'],
      asked: ['Greeter', 'Acme agent'],
      answer: 'you sent Bearer [redacted]',
      revoked: 'capability-closed',
      title: 'Connections: Greetings',
      window: 'Acme Studio',
      page: { heading: 'Acme Studio', side: expect.stringMatching(/^rgb\((240, 232, 248|32, 24, 40)\)$/) },
    },
  ];

  let app: string;
  beforeAll(async () => {
    app = join(host, 'app');
    mkdirSync(app);
    writeFileSync(
      join(app, 'package.json'),
      JSON.stringify({ name: 'app', type: 'module', main: 'main.mjs' }),
    );
    cpSync(join(consumers, 'electron-main.mjs'), join(app, 'main.mjs'));
    cpSync(join(consumers, 'page-preload.cjs'), join(app, 'page-preload.cjs'));
    writeFileSync(
      join(app, 'page.html'),
      '<!doctype html><title>Host</title><script src="page.js"></script>',
    );
    await build({
      stdin: { contents: readFileSync(join(consumers, 'page.ts'), 'utf8'), resolveDir: host, loader: 'ts' },
      outfile: join(app, 'page.js'),
      bundle: true,
      logLevel: 'error',
    });
    cpSync(join(host, 'node_modules'), join(app, 'node_modules'), { recursive: true });
  });

  it('an Electron host runs an extension, a tool and a page of its own from a folder', async (ctx) => {
    const why = whyNoElectron();
    if (why !== undefined) ctx.skip(why);
    expect(await started(app)).toEqual(ran);
  });

  it('an Electron host runs an extension, a tool and a page of its own from an asar archive', async (ctx) => {
    const why = whyNoElectron();
    if (why !== undefined) ctx.skip(why);
    const archive = join(host, 'app.asar');
    await createPackageWithOptions(app, archive, { unpack: '**/*.node' });
    expect(await started(archive)).toEqual(ran);
  });
});
