import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { develop, modules, newExtension, service } from './fixtures/developing.ts';
import { run as runCli, secret } from './fixtures/folder-with-history.ts';

it('a new extension is bundled, tells which connection it lacks, starts when it is there, and keeps its grant through an edit', async () => {
  const { parent, folder, passphraseFile, edit } = await newExtension();
  const dev = develop(folder, passphraseFile, '--answer', 'always');
  await dev.says('There is no connection to acme.notes/api yet. To set one up:');
  await dev.says('acme.notes is activated');
  dev.forget();
  const secretFile = join(parent, 'token');
  writeFileSync(secretFile, secret);
  const connected = await runCli([
    ...['connect', 'acme.notes/api', '--extension', folder, '--folder', join(folder, '.valetkey')],
    ...['--passphrase-file', passphraseFile, '--field', `url=${await service()}`],
    ...['--secret-file', `token=${secretFile}`],
  ]);
  expect(connected).toMatchObject({ code: 0, err: '' });
  rmSync(secretFile);
  await dev.says('Notes (in development)');
  await dev.says('The service answered 200: hello, Bearer [redacted]');
  dev.forget();
  edit('The service answered', 'It answered');
  await dev.says('It answered 200');
  expect(dev.out).not.toContain('answered in advance');
  edit("service.fetch('/')", "service.fetch('issues')");
  await dev.says(
    /destination-refused[^\n]*Use \/path\?query with a leading \/[^\n]*\n\s+at [^\n]*src\/extension\.ts:8:/,
  );
  expect(await dev.end()).toMatchObject({ code: 0, err: '' });
});

it('an edit starts the extension again, and an error names the line that its author wrote', async () => {
  const { folder, passphraseFile, edit } = await newExtension();
  const dev = develop(folder, passphraseFile);
  await dev.says('acme.notes is activated');
  dev.forget();
  edit('There is nothing to read.', 'Nothing here.');
  await dev.says('Nothing here.');
  await dev.says('acme.notes is activated');
  dev.forget();
  edit('  async activate', "  deactivate: () => Promise.reject(new Error('not saved')),\n  async activate");
  await dev.says('acme.notes is activated');
  edit(
    '    try {',
    '    const none = undefined as unknown as { z: string[] };\n    log.info(none.z.join());\n    try {',
  );
  await dev.says(
    /TypeError: Cannot read properties of undefined \(reading 'z'\)\s+at activate \(src\/extension\.ts:7:\d+\)/,
  );
  expect(dev.out).toMatch(/`deactivate` failed\. Error: not saved\s+at [^\n]*src\/extension\.ts:4:\d+/);
  edit('log.info(none.z.join());', 'log.info(;');
  await dev.says(/Unexpected ";"[\s\S]*src\/extension\.ts:7:/);
  expect(await dev.end()).toMatchObject({ code: 0, err: '' });
});

it('each edit of package.json starts the extension again, also by an editor that saves by renaming', async () => {
  const { folder, passphraseFile } = await newExtension();
  const dev = develop(folder, passphraseFile);
  await dev.says('acme.notes is activated');
  const file = join(folder, 'package.json');
  const whole = readFileSync(file, 'utf8');
  const save = (text: string): void => {
    dev.forget();
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  save('{');
  await dev.says('is not an extension that can be loaded');
  save(whole);
  await dev.says('acme.notes is activated');
  save('[');
  await dev.says('is not an extension that can be loaded');
  expect(await dev.end()).toMatchObject({ code: 0, err: '' });
}, 60_000);

it('what stands for esbuild in the folder runs in another process, without the environment of the broker', async () => {
  const { folder, passphraseFile } = await newExtension();
  const own = join(folder, 'node_modules');
  rmSync(own);
  mkdirSync(join(own, 'esbuild'), { recursive: true });
  const seen = join(folder, 'seen.json');
  writeFileSync(
    join(own, 'esbuild/index.js'),
    `require('node:fs').writeFileSync(${JSON.stringify(seen)}, JSON.stringify({ pid: process.pid, env: process.env }));
     process.send({ kind: 'built', more: 'than it may say' });
     module.exports = require(${JSON.stringify(join(modules, 'esbuild'))});`,
  );
  process.env['VALETKEY_TEST_CANARY'] = secret;
  onTestFinished(() => void delete process.env['VALETKEY_TEST_CANARY']);
  const dev = develop(folder, passphraseFile);
  await dev.says('acme.notes is activated');
  expect(await dev.end()).toMatchObject({ code: 0, err: '' });
  const { pid, env } = JSON.parse(readFileSync(seen, 'utf8')) as { pid: number; env: object };
  expect(pid).not.toBe(process.pid);
  expect(Object.keys(env)).not.toContain('VALETKEY_TEST_CANARY');
  // It has ended, too.
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'));
});

it('an esbuild that fails, or ends by itself, is told with what it said', async () => {
  const { folder, passphraseFile } = await newExtension();
  const own = join(folder, 'node_modules');
  rmSync(own);
  mkdirSync(join(own, 'esbuild'), { recursive: true });
  const script = join(own, 'esbuild/index.js');
  writeFileSync(script, `throw new Error('made for another machine\\u001b[2J');`);
  const { code, err } = await runCli(['dev', folder, '--passphrase-file', passphraseFile]);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('made for another machine') });
  expect(err).not.toContain('\u001b');
  writeFileSync(
    script,
    `setTimeout(() => process.exit(), 500);
     module.exports = require(${JSON.stringify(join(modules, 'esbuild'))});`,
  );
  const dev = develop(folder, passphraseFile);
  await dev.says('esbuild stopped.');
  expect(await dev.end()).toMatchObject({ code: 0, err: '' });
});

it('a folder that holds something is not made an extension', async () => {
  const { folder } = await newExtension();
  const again = await runCli(['init', folder]);
  expect(again.code).toBe(2);
  expect(again.err).toMatch(/holds .* already\. Name a folder that is new or empty\./);
  const manifest = join(folder, 'package.json');
  expect(await runCli(['init', manifest])).toMatchObject({
    code: 2,
    err: expect.stringContaining('package.json'),
  });
  expect((await runCli(['init', join(folder, 'Über uns')])).err).toContain(
    'lower-case letters, digits and dashes',
  );
});

it('a folder that is not there is not made by "dev", nor anything in a file or in a folder without a manifest', async () => {
  const { folder, passphraseFile } = await newExtension();
  mkdirSync(join(folder, 'empty'));
  for (const named of ['nowhere', 'empty', 'package.json'].map((name) => join(folder, name))) {
    const before = existsSync(named);
    const { code, err } = await runCli(['dev', named, '--passphrase-file', passphraseFile]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('has no package.json.') });
    expect(existsSync(named)).toBe(before);
  }
  expect(readdirSync(join(folder, 'empty'))).toEqual([]);
});

it('a folder without a bundler is told how to get one', async () => {
  const { folder, passphraseFile } = await newExtension();
  rmSync(join(folder, 'node_modules'));
  const { code, err } = await runCli(['dev', folder, '--passphrase-file', passphraseFile]);
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringContaining('run: npm install --save-dev esbuild'),
  });
});

it.each([
  ['in a shell', {}, 'valetkey'],
  ['by a script of npm', { npm_lifecycle_event: 'dev' }, 'npx valetkey'],
])('a command to copy names the program as a person can type it: %s', async (_how, more, called) => {
  const { folder, passphraseFile } = await newExtension();
  const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const { npm_lifecycle_event: _, ...env } = process.env;
  const args = [main, 'dev', folder, '--passphrase-file', passphraseFile];
  const child = spawn(process.execPath, args, {
    env: { ...env, ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let out = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  await vi.waitFor(() => expect(out).toMatch(new RegExp(`^${called} connect acme\\.notes/api `, 'm')));
  child.kill('SIGINT');
  expect(await ended).toBe(0);
});
