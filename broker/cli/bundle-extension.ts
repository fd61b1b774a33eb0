import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { extensionManifest } from '@valetkey/api-contracts';
import { z } from 'zod';
import { isObject } from '../json/is-object.ts';
import { parseJson } from '../json/parse-json.ts';
import { CommandError, type CommandPowers } from './command-powers.ts';
import { printable } from './printable.ts';

/** What bundle-in-child.ts is told to do. Paths are absolute. */
export type BundleOrder = {
  /** The module of the author's own esbuild. */
  readonly esbuild: string;
  readonly folder: string;
  readonly entry: string;
  readonly outfile: string;
  /** What the paths in the source map begin with. */
  readonly sourceRoot?: string | undefined;
};

/** What comes back. The folder's code may send anything. */
const bundleMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('watching') }),
  z.strictObject({ kind: z.literal('built') }),
  /** In esbuild's words, with file, line and column. */
  z.strictObject({ kind: z.enum(['fault', 'ended']), text: z.string() }),
]);
export type BundleMessage = z.output<typeof bundleMessage>;

export type Bundling = { stop(): Promise<void> };

const entries = ['src/extension.ts', 'src/extension.js', 'extension.ts', 'extension.js', 'src/index.ts'];

/** What a program needs to find its files. */
const inherited: readonly string[] = ['PATH', 'SYSTEMROOT', 'TEMP', 'TMP', 'TMPDIR'];
const longestFault = 20_000;
const longestEndMs = 2_000;

/** Processes run what tsc built, also when this module runs as TypeScript source, as in vitest. */
const childScript = new URL(
  './bundle-in-child.js',
  import.meta.url.endsWith('.ts')
    ? import.meta.url.replace('/broker/cli/', '/broker/dist/cli/')
    : import.meta.url,
);

/**
 * Bundles an extension into the script that its manifest names, now and after each edit of a file that goes into it. The
 * esbuild of the folder, and what stands there for it, runs in a process of its own. Throws CommandError where it cannot
 * begin.
 */
export async function bundleExtension(
  named: string,
  on: {
    readonly env: CommandPowers['env'];
    /** A debugger finds the sources by their whole paths; a script to hand out has none of this machine. */
    readonly wholePaths: boolean;
    readonly onBuilt: () => void;
    readonly onFault: (text: string) => void;
  },
): Promise<Bundling> {
  const folder = resolve(named);
  const entry = entries.map((path) => join(folder, path)).find((path) => existsSync(path));
  if (entry === undefined)
    throw new CommandError(
      `${printable(named, 600)} has none of ${entries.join(', ')}. "init" makes a folder that has one.`,
    );
  const outfile = join(folder, mainOf(folder));
  const order: BundleOrder = {
    esbuild: findEsbuild(folder),
    folder,
    entry,
    outfile,
    sourceRoot: on.wholePaths ? `${pathToFileURL(dirname(outfile))}/` : undefined,
  };
  const child = fork(childScript, [], {
    cwd: folder,
    env: Object.fromEntries(inherited.flatMap((name) => (name in on.env ? [[name, on.env[name]]] : []))),
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Ctrl-C reaches this process alone, which then stops the other.
    detached: true,
  });
  const exited = new Promise<void>((resolve) =>
    child.once('exit', () => resolve()).once('error', () => resolve()),
  );
  let why = 'Its process ended.';
  let begun = false;
  const watching = new Promise<boolean>((resolve) => {
    child.on('message', (given) => {
      const message = bundleMessage.safeParse(given).data;
      if (message?.kind === 'watching') {
        begun = true;
        resolve(true);
      }
      if (message?.kind === 'built') on.onBuilt();
      if (message?.kind === 'fault') on.onFault(message.text.slice(0, longestFault));
      if (message?.kind === 'ended') why = printable(message.text, longestFault);
    });
    void exited.then(() => {
      resolve(false);
      if (begun) on.onFault(`esbuild stopped. ${why} Press Ctrl-C, then start again.`);
    });
  });
  child.send(order);
  if (!(await watching)) throw new CommandError(`esbuild could not begin. ${why}`);
  return Object.freeze<Bundling>({
    stop: async () => {
      begun = false;
      if (child.connected) child.disconnect();
      const late = setTimeout(() => child.kill('SIGKILL'), longestEndMs);
      await exited;
      clearTimeout(late);
    },
  });
}

/** Found, and not run. */
const findEsbuild = (folder: string): string => {
  try {
    return createRequire(join(folder, 'package.json')).resolve('esbuild');
  } catch (error) {
    throw new CommandError(
      `This bundles with esbuild, which ${printable(folder, 600)} does not have. In that folder, run: npm install --save-dev esbuild`,
      error,
    );
  }
};

/** The rest of the manifest may still be wrong, which is told when the extension is loaded. */
const mainOf = (folder: string): string => {
  const file = join(folder, 'package.json');
  const manifest = existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : undefined;
  if (!isObject(manifest)) throw new CommandError(`${printable(file, 600)} cannot be read as JSON.`);
  const parsed = extensionManifest.shape.main.safeParse(manifest['main']);
  if (!parsed.success)
    throw new CommandError(
      `${printable(folder, 600)}: package.json: \`main\` must name the bundled script, such as dist/extension.cjs.`,
    );
  return parsed.data;
};
