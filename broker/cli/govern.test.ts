import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Served, serve } from '../network/fixtures/serving.ts';
import { desktopPassphraseFile } from '../shells/node/keychain-of-folder.ts';
import { extensionFolder } from './fixtures/extension-folder.ts';
import { putQuickKey } from './fixtures/put-quick-key.ts';
import { runCli } from './run-cli.ts';

const good = 'npm_good5hQ8sWn2Zr7VkLp';
let folder: string;
/** The person's own files: what is in them is where a secret may be. */
let own: string;
let service: Served;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-cli-'));
  own = mkdtempSync(join(tmpdir(), 'own-files-'));
  service = await serve((request, response) => {
    response.writeHead(request.headers.authorization === `Bearer ${good}` ? 200 : 401).end('{}');
  });
  for (const [name, text] of [
    ['passphrase', 'a passphrase for this test\n'],
    ['good', `${good}\n`],
    ['bad', 'npm_bad7tY6uIo0Pq2NxXz1\n'],
  ] as const)
    writeFileSync(join(own, name), text);
});
afterEach(() => {
  for (const one of [folder, own]) rmSync(one, { recursive: true, force: true });
});

const run = async (...argv: string[]): Promise<{ code: number; out: string; err: string }> => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const options = ['--folder', join(folder, 'broker'), '--passphrase-file', join(own, 'passphrase')];
  const code = await runCli({ argv: [...argv, ...options], stdout, stderr, env: { HOME: folder } });
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
};

const listed = async (): Promise<string> => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const argv = ['connections', 'list', '--folder', join(folder, 'broker')];
  expect(await runCli({ argv, stdout, stderr, env: { HOME: folder } })).toBe(0);
  return String(stdout.read() ?? '');
};

const connectWork = async (secret = 'good', ...more: string[]) => {
  await putQuickKey(join(folder, 'broker'), 'a passphrase for this test');
  return run(
    ...['connect', 'npm', '--name', 'Work', '--field', `url=${service.text}`],
    ...['--secret-file', `token=${join(own, secret)}`, ...more],
  );
};

it('a wrong secret is told before anything is saved, unless the test is skipped', async () => {
  const refused = await connectWork('bad');
  expect(refused).toMatchObject({
    code: 1,
    out: expect.stringMatching(
      /^Not set up\. It does not work: \S+ \(.*\)\. The service does not accept this secret\..* --no-test sets it up all the same\.\n$/,
    ),
  });
  expect(await listed()).not.toContain('Work');
  expect(await connectWork('bad', '--no-test')).toMatchObject({
    code: 0,
    out: expect.stringContaining('is set up'),
  });
});

it('a connection is tested, its secret replaced only if the new one passes, and then deleted', async () => {
  const secret = (name: string): string[] => ['--secret-file', `token=${join(own, name)}`];
  expect(await connectWork()).toMatchObject({ code: 0 });
  expect(await run('connections', 'test', 'Work', '--yes')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^It works \(status 200, \d+ ms\)\.\n$/),
  });
  expect(await run('connections', 'replace-secret', 'Work', ...secret('bad'))).toMatchObject({
    code: 1,
    // npm's tokens are no sign-in, though a 401 means that one has ended.
    out: expect.stringMatching(
      /^Not replaced\. The old secret is still in use\. It does not work: \S+ \(.*\)\. The service does not accept this secret\./,
    ),
  });
  expect(await run('connections', 'test', 'Work')).toMatchObject({ code: 0 });
  expect(await run('connections', 'replace-secret', 'Work', ...secret('bad'), '--no-test')).toMatchObject({
    code: 0,
    out: 'Replaced.\n',
  });
  expect(await run('connections', 'test', 'Work')).toMatchObject({ code: 1 });
  expect(await run('connections', 'delete', 'Work')).toMatchObject({
    code: 0,
    out: 'Deleted "Work" and its secret.\n',
  });
  expect(await run('connections', 'test', 'Work')).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no connection "Work": see "connections list"'),
  });
});

/** Somebody sits there, and types this key when the question has been read. */
const runAt = async (key: string, ...argv: string[]): Promise<{ code: number; out: string; err: string }> => {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, isRaw: false, setRawMode: () => undefined });
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const stderr = new PassThrough();
  let out = '';
  stdout.on('data', (chunk: Buffer) => {
    const before = out;
    out += chunk.toString();
    // The second in which no key counts.
    if (!before.includes('[y]') && out.includes('[y]')) setTimeout(() => stdin.write(key), 1_200);
  });
  const options = ['--folder', join(folder, 'broker'), '--passphrase-file', join(own, 'passphrase')];
  const powers = { stdin, stdout, stderr, env: { HOME: folder } };
  const code = await runCli({ argv: [...argv, ...options], ...powers });
  return { code, out, err: String(stderr.read() ?? '') };
};

it('the first request to a host asks once: y continues, and any other key changes nothing', async () => {
  await connectWork('good', '--no-test');
  expect(await run('connections', 'test', 'Work')).toEqual({
    code: 2,
    out: '',
    err: 'This must be confirmed, but this is not a terminal. Use --yes to confirm in advance.\n',
  });
  const denied = await runAt('n', 'connections', 'test', 'Work');
  expect(denied).toMatchObject({ code: 2, err: 'Canceled. Nothing was changed.\n' });
  expect(denied.out).toContain('Contact this host for the first time?');
  expect(denied.out).toContain(service.text);
  expect(denied.out).not.toContain('It works');
  const allowed = await runAt('y', 'connections', 'test', 'Work');
  expect(allowed).toMatchObject({ code: 0, err: '' });
  expect(allowed.out).toContain('It works');
  expect(await run('connections', 'test', 'Work')).toMatchObject({ code: 0 });
});

it('a wrong argument is explained, and the command exits with 2', async () => {
  await connectWork();
  expect(await run('grants', 'revoke', 'no-such-grant')).toMatchObject({
    code: 2,
    err: expect.stringContaining('That is not a grant id'),
  });
  expect(await run('grants', 'revoke', `gra_${'a'.repeat(21)}`)).toMatchObject({
    code: 2,
    err: 'There is no grant with that id: see "grants list".\n',
  });
});

it('the command ends its process as soon as the work is done', async () => {
  await connectWork();
  const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const options = ['--folder', join(folder, 'broker'), '--passphrase-file', join(own, 'passphrase')];
  const argv = [cli, 'grants', 'revoke', `gra_${'a'.repeat(21)}`, ...options];
  const { status, signal } = spawnSync(process.execPath, argv);
  expect({ status, signal }).toEqual({ status: 2, signal: null });
});

const guessed = {
  name: 'guessed',
  publisher: 'acme',
  version: '1.0.0',
  main: 'index.js',
  contributes: {
    connectionProviders: [
      {
        id: 'api',
        name: 'Api',
        description: 'An API.',
        origins: ['https://api.acme.example'],
        auth: { kind: 'bearer', secret: 'token' },
        fields: [
          { id: 'token', type: 'secret' },
          { id: 'loud', type: 'boolean', required: false },
          { id: 'team', type: 'number', required: false },
        ],
      },
    ],
  },
};
it('numbers and booleans are parsed, look-alikes are refused, and a missing secret is reported', async () => {
  writeFileSync(join(own, 'package.json'), JSON.stringify(guessed));
  writeFileSync(join(own, 'index.js'), '');
  const set = (...fields: string[]) =>
    run('connect', 'acme.guessed/api', '--extension', own, '--field', ...fields);
  for (const loud of ['yes', '1', 'TRUE'])
    expect(await set(`loud=${loud}`)).toMatchObject({ code: 2, err: 'loud: This must be true or false.\n' });
  for (const team of ['many', ' ', 'NaN'])
    expect(await set(`team=${team}`)).toMatchObject({ code: 2, err: 'team: This must be a number.\n' });
  expect(await set('loud=false', 'team=7')).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringMatching(
      / is set up; enter its secret in Settings, or with "connections replace-secret"\.\n$/,
    ),
  });
});

it('a service that describes no test is reported as untested, with exit code 2', async () => {
  await run(
    'connect',
    'http',
    '--name',
    'Plain',
    '--field',
    `url=${service.text}`,
    '--secret-file',
    `token=${join(own, 'good')}`,
  );
  expect(await run('connections', 'test', 'Plain')).toMatchObject({
    code: 2,
    out: '',
    err: 'It was not tested. This service describes no test. Its first use will show whether it works.\n',
  });
  const secret = ['--secret-file', `token=${join(own, 'good')}`];
  expect(await run('connections', 'replace-secret', 'Plain', ...secret)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Replaced\. It was not tested\. This service describes/),
  });
});

const ofNothing = [
  ['connections', 'test', 'Work'],
  ['connections', 'replace-secret', 'Work', '--secret-file', `token=${fileURLToPath(import.meta.url)}`],
  ['connections', 'delete', 'Work'],
  ['grants', 'revoke', `gra_${'a'.repeat(21)}`],
  ['sign-in', 'Work'],
  ['sign-out', 'Work'],
];
it.each(ofNothing)('%s %s refuses an empty folder, and makes nothing there', async (...argv) => {
  expect(await run(...argv)).toEqual({
    code: 2,
    out: '',
    err: `There is no folder ${join(folder, 'broker')}. Use --folder to say where the application keeps its data.\n`,
  });
  expect(existsSync(join(folder, 'broker'))).toBe(false);
  mkdirSync(join(folder, 'broker'));
  expect(await run(...argv)).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^There is no state\.db in /),
  });
  expect(readdirSync(join(folder, 'broker'))).toEqual([]);
});

it('the command asks for the passphrase file if a passphrase guards the vault, or must', async () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const bare = (...argv: string[]) =>
    runCli({ argv: [...argv, '--folder', join(folder, 'broker')], stdout, stderr, env: { HOME: folder } });
  await connectWork();
  expect(await bare('connections', 'test', 'Work')).toBe(2);
  expect(String(stderr.read())).toBe('A passphrase guards this vault: use --passphrase-file.\n');
  expect(await bare('connections', 'test', 'Work', '--passphrase-file', folder)).toBe(2);
  expect(String(stderr.read())).toBe(`${folder} is a folder: name the file in it.\n`);
  expect(await bare('connections', 'test', 'Work', '--passphrase-file', '/nowhere/file')).toBe(2);
  expect(String(stderr.read())).toBe('There is no file /nowhere/file.\n');
});

it('the command connects to an extension’s service and uses it, without running the extension', async () => {
  const extension = extensionFolder();
  const made = await run(
    ...['connect', 'acme.reader/api', '--name', 'Work', '--extension', extension],
    ...['--secret-file', `token=${join(own, 'good')}`, '--field', `url=${service.text}`],
  );
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(await run('connections', 'test', 'Work')).toMatchObject({
    code: 2,
    err: expect.stringContaining('use --extension with its folder'),
  });
  expect(await run('connections', 'test', 'Work', '--extension', extension, '--yes')).toMatchObject({
    code: 0,
  });
});

const wrong: readonly (readonly [
  what: string,
  argv: (files: string) => readonly string[],
  says: string | RegExp,
])[] = [
  ['a service that is not there', () => ['mpn'], 'There is no service "mpn": see "providers list"'],
  ['an argument that is no pair', () => ['npm', '--field', 'url'], /^Write --field as id=value/],
  [
    'a secret for a file',
    () => ['npm', '--secret-file', good],
    /^Write --secret-file as id=file, such as [^"]+ to type or pipe it\.\n$/,
  ],
  [
    'a field twice',
    () => ['npm', '--field', 'url=https://a.example', 'url=https://b.example'],
    'given twice',
  ],
  [
    'a field that does not fit',
    () => ['npm', '--field', 'url=registry'],
    /^url: The address must start with/,
  ],
  [
    'a field that does not exist',
    () => ['npm', '--field', 'adress=x'],
    /^adress: The provider has no such field\.\n$/,
  ],
  [
    'a way of signing in to what takes a secret',
    () => ['npm', '--flow', 'deviceCode'],
    /^--flow and --scope need/,
  ],
  [
    'one that the service has not',
    () => ['github-oauth', '--flow', 'crossApp'],
    /^--flow: this service offers deviceCode, authorizationCode\.\n$/,
  ],
  ['a name that is none', () => ['npm', '--name', ' '], '--name must have from 1 to 120 characters.'],
  [
    'an empty file for a secret',
    (files) => ['npm', '--field', 'url=https://a.example', '--secret-file', `token=${join(files, 'empty')}`],
    /^The file \S+ is empty\.\n$/,
  ],
  ['no file with the secret', () => ['npm', '--secret-file', 'token=/nowhere/file'], '/nowhere/file'],
  ['an extension that is not there', () => ['npm', '--extension', '/nowhere'], '/nowhere: package.json: '],
  ['no passphrase', () => ['npm'], 'use --passphrase-file'],
  ['no file with it', () => ['npm', '--passphrase-file', '/nowhere/file'], 'There is no file /nowhere/file'],
  [
    'one that is too short',
    (files) => ['npm', '--passphrase-file', join(files, 'short')],
    'at least 8 characters',
  ],
  ['an empty one', (files) => ['npm', '--passphrase-file', join(files, 'empty')], 'is empty.'],
];
it.each(wrong)(
  'the command connect with %s leaves nothing in a folder that did not exist',
  async (_, argv, says) => {
    writeFileSync(join(own, 'short'), 'short\n');
    writeFileSync(join(own, 'empty'), '');
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const given = argv(own);
    const code = await runCli({
      argv: ['connect', ...given, '--folder', join(folder, 'mistyped', 'broker')],
      stdout,
      stderr,
      env: { HOME: folder },
    });
    expect({ code, out: stdout.read() }).toEqual({ code: 2, out: null });
    expect(String(stderr.read())).toMatch(says);
    expect(readdirSync(folder)).toEqual([]);
  },
);

it('secrets are set aside only if their key is lost, and then new ones can be saved', async () => {
  const keyFile = join(folder, 'broker/vault-key.json');
  expect(await connectWork()).toMatchObject({ code: 0 });
  expect(await run('secrets', 'set-aside', '--yes')).toMatchObject({
    code: 0,
    out: 'The vault opens. Nothing was set aside.\n',
  });
  expect(await run('connections', 'test', 'Work', '--yes')).toMatchObject({ code: 0 });

  renameSync(keyFile, join(own, 'lost'));
  expect(await run('connections', 'test', 'Work')).toMatchObject({
    code: 2,
    err: expect.stringContaining('"secrets set-aside"'),
  });
  const passphrase = join(own, 'passphrase');
  renameSync(passphrase, `${passphrase}-elsewhere`);
  expect(await run('secrets', 'set-aside', '--yes')).toMatchObject({
    code: 2,
    err: expect.stringContaining(passphrase),
  });
  renameSync(`${passphrase}-elsewhere`, passphrase);
  expect(await run('secrets', 'set-aside', '--yes')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^One secret was set aside\. /),
  });
  const secret = ['--secret-file', `token=${join(own, 'good')}`];
  expect(await run('connections', 'replace-secret', 'Work', ...secret)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Replaced\. It works/),
  });
  const log = new PassThrough();
  const argv = ['audit', 'list', '--kind', 'vault.set-aside', '--folder', join(folder, 'broker')];
  await runCli({ argv, stdout: log, stderr: new PassThrough(), env: { HOME: folder } });
  expect(String(log.read())).toMatch(/secrets: 1; sealed up to entry \d+/);
  // The key that it was sealed with is gone, and what was done is a line of it.
  expect(await run('audit', 'verify')).toMatchObject({ code: 0 });
});

it('a vault that the desktop application guards with a passphrase opens with it, and is not given up', async () => {
  expect(await connectWork()).toMatchObject({ code: 0 });
  const data = join(folder, 'broker');
  renameSync(join(data, 'vault-key.json'), join(data, desktopPassphraseFile));
  expect(await run('connections', 'test', 'Work', '--yes')).toMatchObject({ code: 0 });
  expect(await run('secrets', 'set-aside', '--yes')).toMatchObject({
    code: 0,
    out: 'The vault opens. Nothing was set aside.\n',
  });
  expect(await run('audit', 'verify')).toMatchObject({
    code: 0,
    out: expect.stringContaining('chain and seal verify'),
  });
  writeFileSync(join(own, 'passphrase'), 'another passphrase\n');
  expect(await run('secrets', 'set-aside', '--yes')).toMatchObject({ code: 2 });
  expect(await listed()).toContain('Work');
  expect(existsSync(join(data, 'vault-key.json'))).toBe(false);
});
