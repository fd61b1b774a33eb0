import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { passphrase, run as runCli, secret } from './fixtures/folder-with-history.ts';

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** As `init` makes it, with this repository's packages. */
const newExtension = async () => {
  const parent = mkdtempSync(join(tmpdir(), 'valetkey-dev-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, 'notes');
  const made = await runCli(['init', folder, '--publisher', 'acme']);
  expect(made).toMatchObject({ code: 0, err: '' });
  symlinkSync(modules, join(folder, 'node_modules'));
  const passphraseFile = join(parent, 'passphrase');
  writeFileSync(passphraseFile, passphrase);
  const entry = join(folder, 'src/extension.ts');
  const edit = (from: string, to: string): void => {
    const text = readFileSync(entry, 'utf8');
    expect(text).toContain(from);
    writeFileSync(
      entry,
      text.replace(from, () => to),
    );
  };
  return { parent, folder, passphraseFile, edit };
};

const service = async (): Promise<string> => {
  const server = createServer(({ headers }, response) => {
    response.statusCode = headers.authorization === `Bearer ${secret}` ? 200 : 401;
    response.end(`hello, ${headers.authorization}`);
  });
  onTestFinished(() => void server.close().closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** `dev`, until it is interrupted. */
const develop = (folder: string, passphraseFile: string, ...more: readonly string[]) => {
  let out = '';
  let interrupt = (): void => undefined;
  const interrupted = new Promise<void>((resolve) => {
    interrupt = resolve;
  });
  const ended = runCli(['dev', folder, '--passphrase-file', passphraseFile, ...more], {
    untilInterrupted: () => interrupted,
    onOutput: (text) => {
      out += text;
    },
  });
  const says = (text: string | RegExp): Promise<void> => vi.waitFor(() => expect(out).toMatch(text));
  return {
    says,
    forget: () => {
      out = '';
    },
    end: async () => {
      interrupt();
      return ended;
    },
    get out() {
      return out;
    },
  };
};

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
  expect(await dev.end()).toMatchObject({ code: 0, err: '' });
});

it('an edit starts the extension again, and an error names the line that its author wrote', async () => {
  const { folder, passphraseFile, edit } = await newExtension();
  const dev = develop(folder, passphraseFile);
  await dev.says('acme.notes is activated');
  edit('There is nothing to read.', 'Nothing here.');
  await dev.says('Nothing here.');
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
  expect((await runCli(['init', join(folder, 'Über uns')])).err).toContain(
    'lower-case letters, digits and dashes',
  );
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
