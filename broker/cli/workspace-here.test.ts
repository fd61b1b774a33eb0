import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Served, serve } from '../network/fixtures/serving.ts';
import { runCli } from './run-cli.ts';
import { nearestMarked, workspaceHere } from './workspace-here.ts';

let root: string;
/** The person's own files. */
let own: string;
let service: Served;
beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'valetkey-cli-')));
  for (const folder of ['shop/src/deep', 'other']) mkdirSync(join(root, folder), { recursive: true });
  own = mkdtempSync(join(tmpdir(), 'own-files-'));
  writeFileSync(join(own, 'passphrase'), 'a passphrase for this test\n');
  writeFileSync(join(own, 'token'), 'npm_token5hQ8sWn2Zr7VkLp\n');
  service = await serve((_request, response) => response.writeHead(200).end('{}'));
});
afterEach(() => {
  for (const one of [root, own]) rmSync(one, { recursive: true, force: true });
});

const run = async (...argv: string[]): Promise<{ code: number; out: string; err: string }> => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await runCli({ argv, stdout, stderr, env: { HOME: root } });
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
};
const data = (): string[] => ['--folder', join(root, 'data')];
const opened = (): string[] => [...data(), '--passphrase-file', join(own, 'passphrase')];

it.each(['.git', '.valetkey.json'])('the nearest folder upward that holds %s is the workspace', (mark) => {
  const deep = join(root, 'shop/src/deep');
  writeFileSync(join(root, 'shop', mark), '');
  expect(nearestMarked(deep)).toBe(join(root, 'shop'));
  writeFileSync(join(deep, mark), '');
  expect(nearestMarked(deep)).toBe(deep);
});

it('a folder that is named and is not there is an error, and makes nothing', async () => {
  await expect(workspaceHere(join(root, 'none'))).rejects.toThrow(
    /^There is no folder .* that can be a workspace\.$/,
  );
  expect(await workspaceHere(join(root, 'shop'))).toMatchObject({ kind: 'folder', name: 'shop' });
});

it('a connection that is limited to a workspace is tested there, and in another one the command says why not', async () => {
  const made = await run(
    ...['connect', 'npm', '--name', 'Work', '--field', `url=${service.text}`, '--only-here'],
    ...['--secret-file', `token=${join(own, 'token')}`, '--workspace', join(root, 'shop'), ...opened()],
  );
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining('is set up') });
  expect((await run('connections', 'list', ...data())).out).toMatch(
    /Work .*npm +Only the workspace “shop” \(.*shop\) +token/,
  );
  const test = (workspace: string) =>
    run('connections', 'test', 'Work', '--workspace', join(root, workspace), ...opened());
  expect(await test('shop')).toMatchObject({ code: 0 });
  const elsewhere = await test('other');
  expect(elsewhere.code).not.toBe(0);
  expect(elsewhere.err + elsewhere.out).toContain('belongs to a workspace that is not open');
});
