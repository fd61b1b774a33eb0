import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const answered = '{"name":"Ada"}';

export type FirstCall = {
  /** Milliseconds of each step. */
  readonly took: Readonly<Record<'install' | 'connect' | 'call', number>>;
  /** Bytes of node_modules, as files are long. */
  readonly bytes: number;
  readonly installed: number;
  /** What the service got as its token. */
  readonly tokens: readonly (string | undefined)[];
  readonly printed: string;
};

/** The tarballs of what an author installs. Throws where npm cannot pack, or nothing is built. */
export async function packAll(root: string, destination: string): Promise<readonly string[]> {
  await run(process.execPath, [join(root, '.config/packages/pack-packages.mjs'), destination]);
  return readdirSync(destination).map((name) => join(destination, name));
}

/** In an empty folder: installs, connects to a service with a secret from a pipe, and sends one authenticated request. */
export async function installAndCall(
  folder: string,
  tarballs: readonly string[],
  { token, passphrase }: { readonly token: string; readonly passphrase: string },
): Promise<FirstCall> {
  const tokens: (string | undefined)[] = [];
  const service = createServer(({ headers }, response) => {
    tokens.push(headers['private-token'] as string | undefined);
    response.setHeader('content-type', 'application/json');
    response.end(answered);
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  try {
    mkdirSync(folder, { recursive: true });
    // The only one that needs a file: it stands for the system keyring, which a server has not.
    const passphraseFile = `${folder}.passphrase`;
    writeFileSync(passphraseFile, passphrase);
    const data = ['--folder', join(folder, 'data'), '--passphrase-file', passphraseFile];
    const valetkey = join(folder, 'node_modules/.bin/valetkey');
    const began = performance.now();
    const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=1'];
    await run('npm', ['install', ...quiet, ...tarballs], { cwd: folder });
    const installed = performance.now();
    const connect = ['connect', 'gitlab', '--field', `url=${address}`, '--secret-file', 'token=-'];
    const connectedSays = await piped(valetkey, [...connect, ...data], token);
    const connected = performance.now();
    const sample = ['run', '--sample', 'gitlab', '--exit', '--answer', 'once'];
    const said = await piped(valetkey, [...sample, ...data], '');
    const called = performance.now();
    const modules = join(folder, 'node_modules');
    return {
      took: { install: installed - began, connect: connected - installed, call: called - connected },
      bytes: bytesIn(modules),
      installed: packagesIn(modules),
      tokens,
      printed: connectedSays + said,
    };
  } finally {
    service.closeAllConnections();
    service.close();
  }
}

const piped = (command: string, args: readonly string[], input: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args);
    let out = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        out += text;
      });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(out) : reject(new Error(`${args[0]}: ${out}`))));
    child.stdin.end(input);
  });

const bytesIn = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);

const packagesIn = (modules: string): number =>
  readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .reduce((sum, name) => sum + (name.startsWith('@') ? readdirSync(join(modules, name)).length : 1), 0);
