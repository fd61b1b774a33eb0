import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Served, serve } from '../../network/fixtures/serving.ts';
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

it('tests a connection, replaces its secret only when the new one passes, and deletes it for good', async () => {
  const secret = (name: string): string[] => ['--secret-file', `token=${join(own, name)}`];
  const made = ['connect', 'npm', '--name', 'Work', '--field', `url=${service.text}`, ...secret('good')];
  expect(await run(...made)).toMatchObject({ code: 0 });
  expect(await run('connections', 'test', 'Work')).toMatchObject({
    ...{ code: 0, out: expect.stringMatching(/^It works \(status 200, \d+ ms\)\.\n$/) },
  });
  expect(await run('connections', 'replace-secret', 'Work', ...secret('bad'))).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^Not replaced; the old secret stays\. It does not work: /),
  });
  expect(await run('connections', 'test', 'Work')).toMatchObject({ code: 0 });
  expect(await run('connections', 'replace-secret', 'Work', ...secret('bad'), '--no-test')).toMatchObject({
    ...{ code: 0, out: 'Replaced.\n' },
  });
  expect(await run('connections', 'test', 'Work')).toMatchObject({ code: 1 });
  expect(await run('connections', 'delete', 'Work')).toMatchObject({
    ...{ code: 0, out: 'Deleted "Work" and its secret.\n' },
  });
  expect(await run('connections', 'test', 'Work')).toMatchObject({
    ...{ code: 2, err: expect.stringContaining('There is no connection of that id or name.') },
  });
}, 60_000);

it('says what is wrong with an argument, and ends with 2', async () => {
  expect(await run('grants', 'revoke', 'no-such-grant')).toMatchObject({
    ...{ code: 2, err: expect.stringContaining('That is not the id of a grant') },
  });
  expect(await run('grants', 'revoke', `gra_${'a'.repeat(21)}`)).toMatchObject({ code: 2 });
}, 30_000);

it('ends its process as soon as the work is done', () => {
  const cli = fileURLToPath(new URL('../../dist/node/cli.js', import.meta.url));
  const options = ['--folder', join(folder, 'broker'), '--passphrase-file', join(own, 'passphrase')];
  const argv = [cli, 'grants', 'revoke', 'no-such-grant', ...options];
  const { status, signal } = spawnSync(process.execPath, argv, { timeout: 10_000 });
  expect({ status, signal }).toEqual({ status: 2, signal: null });
}, 30_000);
