import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installAndCall, packAll } from '../install/install-and-call.ts';
import { type Measure, measure } from './measure.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const passphrase = 'correct horse battery staple';

/** What an author waits for, with packages from tarballs and the rest from npm's cache. No ratio: it is all waiting. */
export async function measureAuthors(): Promise<readonly Measure[]> {
  const parent = mkdtempSync(join(tmpdir(), 'valetkey-bench-authors-'));
  try {
    mkdirSync(join(parent, 'tarballs'));
    const tarballs = await packAll(root, join(parent, 'tarballs'));
    const { took, bytes } = await installAndCall(join(parent, 'empty'), tarballs, {
      token: 'token-of-a-benchmark',
      passphrase,
    });
    const first = took.install + took.connect + took.call;
    return [
      seconds('from an empty folder to the first authenticated call', first, 15),
      judged('node_modules of it', bytes / 1e6, 'MB', 60),
      ...(await measureNewExtension(join(parent, 'notes'), tarballs)),
    ];
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

const measureNewExtension = async (
  folder: string,
  tarballs: readonly string[],
): Promise<readonly Measure[]> => {
  const began = performance.now();
  run(process.execPath, [join(root, 'broker/dist/cli/main.js'), 'init', folder], root);
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--save-dev', ...tarballs], folder);
  const passphraseFile = `${folder}.passphrase`;
  writeFileSync(passphraseFile, passphrase);
  const valetkey = join(folder, 'node_modules/.bin/valetkey');
  const child = spawn(valetkey, ['dev', '.', '--passphrase-file', passphraseFile], { cwd: folder });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let failed = '';
  child.stderr.on('data', (more: Buffer) => {
    failed += more.toString();
  });
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      let said = '';
      const look = (more: Buffer): void => {
        said += more.toString();
        if (!said.includes(text)) return;
        child.stdout.off('data', look);
        resolve();
      };
      child.stdout.on('data', look);
      void ended.then(() => reject(new Error(`dev has ended: ${said}${failed}`)));
    });
  await says('is activated');
  const ran = performance.now();
  const entry = join(folder, 'src/extension.ts');
  writeFileSync(entry, readFileSync(entry, 'utf8').replace('There is nothing to read.', 'Nothing here.'));
  await says('Nothing here.');
  const edited = performance.now();
  child.kill('SIGINT');
  await ended;
  const stopped = performance.now();
  run('npm', ['test', '--silent'], folder);
  return [
    seconds('init to first run', ran - began, 60),
    seconds('dev: edit to new output', edited - ran, 3),
    seconds("a new extension's test", performance.now() - stopped, 5),
  ];
};

const run = (command: string, args: readonly string[], cwd: string): void => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args[0]}: ${stdout}${stderr}`);
};

const seconds = (name: string, ms: number, atMost: number): Measure => judged(name, ms / 1_000, 's', atMost);

const judged = (name: string, value: number, unit: string, atMost: number): Measure =>
  measure(name, { value, unit, baseline: '', ratio: 1 }, { atMost }, value, unit);
