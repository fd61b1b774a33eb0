import { spawnSync } from 'node:child_process';
import { scrypt } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { itUnless } from '../checks/fixtures/describe-unless.ts';
import { runCli } from './run-cli.ts';

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>();
  return { ...real, scrypt: vi.fn(real.scrypt) };
});

let folder: string;
/** The person's own files: what is in them is where a secret may be. */
let own: string;
beforeEach(() => {
  own = mkdtempSync(join(tmpdir(), 'own-files-'));
  folder = mkdtempSync(join(tmpdir(), 'valetkey-cli-'));
  writeFileSync(join(own, 'passphrase'), 'a passphrase for this test\n');
  writeFileSync(join(own, 'token'), 'npm_good5hQ8sWn2Zr7VkLp\n');
  vi.mocked(scrypt).mockClear();
});
afterEach(() => {
  for (const one of [folder, own]) rmSync(one, { recursive: true, force: true });
});

const run = async (...argv: string[]): Promise<{ code: number; out: string; err: string }> => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await runCli({ argv, stdout, stderr, env: { HOME: folder } });
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
};
const connect = (below = '') =>
  run(
    ...['connect', 'npm', '--name', 'Work', '--field', 'url=https://registry.example.com', '--no-test'],
    ...['--secret-file', `token=${join(own, 'token')}`, '--folder', join(folder, 'data', below)],
    ...['--passphrase-file', join(own, 'passphrase')],
  );

it('a key is derived from the passphrase once, for a new vault and for an existing one', async () => {
  expect(await connect()).toMatchObject({ code: 0, err: '' });
  expect(scrypt).toHaveBeenCalledTimes(1);
  expect(await connect()).toMatchObject({ code: 0, err: '' });
  expect(scrypt).toHaveBeenCalledTimes(2);
});

it('a folder that has only imported connections gets its first key: by passphrase, if no keyring answers', async () => {
  const document = {
    format: 'valetkey-connections',
    version: 1,
    connections: [
      {
        providerId: 'npm',
        scope: 'user',
        displayName: 'Work',
        providerVersion: 1,
        fields: { url: 'https://registry.example.com' },
      },
    ],
  };
  writeFileSync(join(folder, 'export.json'), JSON.stringify(document));
  expect(await run('connections', 'import', join(folder, 'export.json'), '--folder', folder)).toMatchObject({
    code: 0,
    err: '',
  });
  const replace = ['connections', 'replace-secret', 'Work', '--no-test', '--folder', folder];
  const secret = ['--secret-file', `token=${join(own, 'token')}`];
  expect(await run(...replace, ...secret)).toMatchObject({
    code: 2,
    err: expect.stringContaining('use --passphrase-file'),
  });
  expect(existsSync(join(folder, 'vault-key.json'))).toBe(false);
  expect(await run(...replace, ...secret, '--passphrase-file', join(own, 'passphrase'))).toMatchObject({
    code: 0,
    err: '',
    out: 'Replaced.\n',
  });
  expect(existsSync(join(folder, 'vault-key.json'))).toBe(true);
});

it('a missing key file is reported as such, also with a passphrase', async () => {
  await connect();
  rmSync(join(folder, 'data', 'vault-key.json'));
  const options = ['--folder', join(folder, 'data'), '--passphrase-file', join(own, 'passphrase')];
  const says = `No system keyring answers, and there is no vault-key.json in ${join(folder, 'data')} `;
  expect(await run('connections', 'test', 'Work', ...options)).toMatchObject({
    code: 2,
    err: expect.stringContaining(says),
  });
  expect(await run('audit', 'verify', ...options)).toMatchObject({
    code: 2,
    out: expect.stringContaining(says),
  });
});

it('a file is not accepted as a folder', async () => {
  writeFileSync(join(folder, 'data'), 'text');
  const refused = { code: 2, err: expect.stringMatching(/^\S+ is not a folder\. Use --folder to say where/) };
  expect(await connect()).toMatchObject(refused);
  expect(await connect('below')).toMatchObject(refused);
  expect(await run('audit', 'list', '--folder', join(folder, 'data', 'below'))).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^There is no folder /),
  });
});

itUnless(
  process.platform === 'linux' ? undefined : 'only Linux has /proc',
  'a folder that cannot be made ends the command, with the path that cannot be written',
  {},
  () => {
    const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
    const argv = [
      'connect',
      'npm',
      '--field',
      'url=https://registry.example.com',
      '--no-test',
      '--folder',
      '/proc/x',
    ];
    const { status, stderr } = spawnSync(
      process.execPath,
      [cli, ...argv, '--passphrase-file', join(own, 'passphrase')],
      { timeout: 120_000, encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('The key file cannot be written.'),
    });
  },
);

itUnless(
  process.platform === 'win32' ? 'Windows has no modes' : undefined,
  'a folder that others can write is closed with a notice, and a shared one stays as it is',
  {},
  async () => {
    const data = join(folder, 'data');
    mkdirSync(data);
    chmodSync(data, 0o777);
    const said = 'Other users of this machine could change';
    expect(await connect()).toMatchObject({ code: 0, err: expect.stringContaining(said) });
    expect(await connect()).toMatchObject({ code: 0, err: '' });
    chmodSync(data, 0o1777);
    expect(await connect()).toMatchObject({
      code: 2,
      err: expect.stringContaining('Use a folder that only you can write.'),
    });
  },
);
