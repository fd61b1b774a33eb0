import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startVerdaccio } from '../../broker/shells/node/fixtures/start-verdaccio.ts';
import { manifestOf, published, stagePackage } from './stage-package.mjs';

const exec = promisify(execFile);
// What `npm run` sets for scripts of this repository would hold for the other folder too.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
/** npm's own output, when it fails, is in the error. */
export const npm = (cwd: string, ...args: string[]): Promise<{ stdout: string }> =>
  exec('npm', [...args, '--no-audit', '--no-fund', '--no-update-notifier'], {
    cwd,
    env,
    maxBuffer: 64 * 1024 * 1024,
  });

export type LocalRegistry = {
  /** What was published, as folders. */
  readonly staged: ReadonlyMap<string, string>;
  /** A folder that had nothing in it, with these packages from the registries. */
  install(name: string, ...packages: string[]): Promise<string>;
  /** A folder of that name with these files of an application, and what its package.json names. */
  installCopy(name: string, from: string): Promise<string>;
  stop(): Promise<void>;
};

/** A registry on loopback with the packages that `npm run publish:packages` would publish. Others come from npm's. */
export async function publishLocally(): Promise<LocalRegistry> {
  const top = mkdtempSync(join(tmpdir(), 'valetkey-packages-'));
  const registry = await startVerdaccio();
  const credentials = [
    `@valetkey:registry=${registry.url}/`,
    `${registry.url.replace('http:', '')}/:_authToken=${registry.token}`,
    '',
  ].join('\n');
  const stop = async (): Promise<void> => {
    await registry.stop();
    rmSync(top, { recursive: true, force: true });
  };
  const installIn = async (folder: string, ...packages: string[]): Promise<void> => {
    writeFileSync(join(folder, '.npmrc'), credentials);
    await npm(folder, 'install', '--ignore-scripts', '--prefer-offline', ...packages);
  };
  try {
    const staged = new Map<string, string>();
    for (const workspace of published) {
      const { name } = manifestOf(workspace);
      const folder = await stagePackage(workspace, join(top, 'staged', workspace.replace('/', '-')));
      staged.set(name, folder);
      const packed = join(top, 'packed', workspace.replace('/', '-'));
      mkdirSync(packed, { recursive: true });
      writeFileSync(join(packed, '.npmrc'), credentials);
      // From outside: the package has no .npmrc in it.
      await npm(packed, 'publish', folder);
    }
    return {
      staged,
      install: async (name, ...packages) => {
        const folder = join(top, name);
        mkdirSync(folder);
        writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }));
        await installIn(folder, ...packages);
        return folder;
      },
      installCopy: async (name, from) => {
        const folder = join(top, name);
        cpSync(from, folder, { recursive: true, filter: (path) => !/\/(?:node_modules|out)$/.test(path) });
        await installIn(folder);
        return folder;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
