import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as files from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { loadExtension } from '../providers/load-extension.ts';
import { passphrase, run as runCli, secret } from './fixtures/folder-with-history.ts';
import { readRegistry } from './read-registry.ts';
import { runCli as runWith } from './run-cli.ts';
import { sampleExtension } from './sample-extension.ts';

/** GitLab's API, as far as its test request goes. */
const gitLab = async (): Promise<string> => {
  const server = createServer(({ headers }, response) => {
    response.statusCode = headers['private-token'] === secret ? 200 : 401;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ name: 'Ada', sent: headers['private-token'] }));
  });
  onTestFinished(() => void server.close().closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `url=http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const dataFolder = (): readonly string[] => {
  const parent = mkdtempSync(join(tmpdir(), 'valetkey-given-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const passphraseFile = join(parent, 'passphrase');
  writeFileSync(passphraseFile, passphrase);
  return ['--folder', join(parent, 'data'), '--passphrase-file', passphraseFile];
};

/** Somebody sits there, and types this when a secret is asked for. */
const typing = async (text: string, argv: readonly string[]) => {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, isRaw: false, setRawMode: () => undefined });
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const stderr = new PassThrough();
  let out = '';
  stdout.on('data', (chunk) => {
    const before = out;
    out += chunk;
    if (!before.includes('not shown') && out.includes('not shown')) setImmediate(() => stdin.write(text));
  });
  const code = await runWith({ argv, stdin, stdout, stderr, env: { HOME: '/nowhere' } });
  return { code, out, err: String(stderr.read() ?? '') };
};

it('a secret is typed at the terminal, which does not show it', async () => {
  const options = dataFolder();
  const { code, out, err } = await typing(`${secret}\r`, [
    ...['connect', 'gitlab', '--field', await gitLab()],
    ...options,
  ]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^GitLab is at http:\/\/127\.0\.0\.1:\d+\.\nToken \(what you type is not shown\): \n/);
  expect(out).toMatch(/is set up\.\n$/);
  expect(out).not.toContain(secret);
});

it('Escape at the question for a secret sets nothing up', async () => {
  const options = dataFolder();
  const left = await typing('\u001B', ['connect', 'gitlab', '--field', await gitLab(), ...options]);
  expect(left).toMatchObject({ code: 2, err: 'Nothing was changed.\n' });
});

it('a secret from a pipe is stored, and a sample extension uses it without a written file', async () => {
  const options = dataFolder();
  const url = await gitLab();
  const connected = await runCli(
    ['connect', 'gitlab', '--field', url, '--secret-file', 'token=-', ...options],
    { stdin: Readable.from([Buffer.from(secret), Buffer.from('\n')]) },
  );
  expect(connected).toMatchObject({ code: 0, err: '' });
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('valetkey-sample-'));
  const { code, out, err } = await runCli([
    ...['run', '--sample', 'gitlab', '--exit', '--answer', 'once'],
    ...options,
  ]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(
    'GET /api/v4/personal_access_tokens/self was answered with 200: {"name":"Ada","sent":"[redacted]"}',
  );
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('valetkey-sample-'))).toEqual(before);
});

it('a secret that the service does not have is refused before anybody types one', async () => {
  const { code, err } = await runCli(['connect', 'gitlab', '--secret-file', 'other=-', ...dataFolder()]);
  expect({ code, err }).toEqual({
    code: 2,
    err: '--secret-file: this service has no secret "other". It has: token.\n',
  });
});

it('two secrets cannot both come from standard input', async () => {
  const both = ['--secret-file', 'apiKey=-', 'applicationKey=-'];
  const { code, err } = await runCli(['connect', 'datadog', ...both, ...dataFolder()]);
  expect({ code, err }).toEqual({ code: 2, err: 'Only one secret can come from standard input.\n' });
});

it.each([
  [['run'], 'Name the folder of an extension, or use --sample with the id of a service.'],
  [['run', '--sample', 'gitlob'], 'There is no service "gitlob": see "providers list".'],
  [['run', '--sample', 'postgres-mcp'], 'There is no service "postgres-mcp": see "providers list".'],
])('%j says what to do instead', async (argv, sentence) => {
  expect(await runCli([...argv, ...dataFolder()])).toMatchObject({ code: 2, err: `${sentence}\n` });
});

it('every service whose test reads a fixed address can be tried with a sample', async () => {
  const tried: boolean[] = [];
  for (const { providerId } of (await readRegistry()).list()) {
    const made = await sampleExtension(providerId).catch(() => undefined);
    if (made === undefined) continue;
    const loading = await loadExtension(made.folder, files);
    expect([providerId, loading.ok ? readFileSync(join(made.folder, 'main.cjs'), 'utf8') : loading]).toEqual([
      providerId,
      expect.stringContaining(providerId),
    ]);
    made.remove();
    tried.push(loading.ok);
  }
  expect(tried.length).toBeGreaterThan(50);
});
