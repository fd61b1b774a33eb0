import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokerInFolder } from '../checks/fixtures/broker-in-folder.ts';
import { newCanary } from '../checks/fixtures/watched-broker.ts';
import { testKeychain } from '../secrets/vault/fixtures/vault-in-folder.ts';
import { workspaceOfFolder } from '../shells/workspace-of-folder.ts';
import { extensionFolder } from './fixtures/extension-folder.ts';
import { runCli } from './run-cli.ts';

let root: string;
let shop: string;
let keychain: ReturnType<typeof testKeychain>;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'valetkey-check-')));
  shop = join(root, 'shop');
  mkdirSync(shop);
  keychain = testKeychain();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const file = (): string => join(shop, '.valetkey.json');
const needs = (...connections: object[]): void => writeFileSync(file(), JSON.stringify({ connections }));
const run = async (...more: string[]): Promise<{ code: number; out: string; err: string }> => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const argv = ['check', shop, '--folder', join(root, 'data'), ...more];
  const code = await runCli({ argv, stdout, stderr, env: { HOME: root } });
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
};
/** With what a person has saved there, in the workspace of this folder. */
const saved = async (folder: string, ...connections: object[]): Promise<void> => {
  const t = await brokerInFolder({
    folder: join(root, 'data'),
    keychain,
    workspace: await workspaceOfFolder(folder),
  });
  for (const one of connections) await t.settings.createConnection(one as never);
  await t.close({ keepFolder: true });
};
const github = { provider: 'github', reason: 'Reads issues.' };
const mine = { providerId: 'github', displayName: 'Mine', secrets: { token: 'ghp_0123456789abcdefghij' } };

describe('check', () => {
  it('a required connection that is missing is code 1 with the command that sets it up, and nothing is made', async () => {
    needs({ ...github, access: { methods: ['GET'], paths: ['/repos/**'] } });
    const { code, out } = await run();
    expect(code).toBe(1);
    expect(out).toContain('Missing  github\n    Why: "Reads issues."\n    Access: Read (GET)');
    expect(out).toContain('\n    Its secret would be sent to: https://api.github.com');
    expect(out).toMatch(/\nvaletkey connect github --folder \S+data --secret-file token=FILE\n/);
    expect(existsSync(join(root, 'data'))).toBe(false);
  });

  it('a connection of the user and one of this workspace count, and one of another workspace does not', async () => {
    const other = join(root, 'other');
    mkdirSync(other);
    needs(github);
    await saved(other, { ...mine, scope: 'workspace' });
    expect((await run()).code).toBe(1);
    await saved(shop, { ...mine, displayName: 'Here', scope: 'workspace' });
    expect(await run()).toMatchObject({
      code: 0,
      out: expect.stringContaining('Set up  github: Connection: “Here”'),
    });
  });

  it('a value that the file names decides, and a connection without its secret is incomplete', async () => {
    const [here, there] = ['https://git.example.com', 'https://git.example.net'];
    needs({ provider: 'gitea', reason: 'x', fields: { url: here } });
    await saved(shop, {
      providerId: 'gitea',
      displayName: 'Net',
      fields: { url: there },
      secrets: { token: newCanary() },
    });
    const missing = await run();
    expect(missing).toMatchObject({ code: 1, out: expect.stringContaining(`--field url=${here}`) });
    expect(missing.out).toContain(`Its secret would be sent to: ${here}`);
    await saved(shop, { providerId: 'gitea', displayName: 'Com', fields: { url: here } });
    expect(await run()).toMatchObject({
      code: 1,
      out: expect.stringContaining('“Com” lacks a secret or a field. See'),
    });
    await saved(shop, {
      providerId: 'gitea',
      displayName: 'Whole',
      fields: { url: here },
      secrets: { token: newCanary() },
    });
    expect(await run()).toMatchObject({ code: 0, out: expect.stringContaining('Connection: “Whole”') });
  });

  it('an optional connection, a slip and a service of an extension are said, with what to do', async () => {
    needs(
      { ...github, optional: true },
      { provider: 'gihtub', reason: 'x', optional: true },
      { provider: 'acme.reader/api', reason: 'x', optional: true },
    );
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toContain('Missing (optional)  github\n');
    expect(out).toContain('Did you mean github?');
    expect(out).toContain('give its folder with --extension');
    const folder = extensionFolder();
    const known = await run('--extension', folder, '--json');
    expect(JSON.parse(known.out.split('\n')[2] ?? '')).toMatchObject({
      standing: 'missing',
      commands: [expect.stringContaining(`connect acme.reader/api --extension ${folder} --folder`)],
    });
  });

  it('a secret in the file is refused and not repeated, and neither is a value that nobody sees whole', async () => {
    needs(
      { provider: 'npm', reason: 'x', fields: { token: 'npm_canary5hQ8sWn2Zr7V' } },
      { provider: 'gitea', reason: 'x', fields: { url: 'https://a.example\n--folder /' } },
      { provider: 'acme.tracker/api', reason: 'x', fields: { token: 'ghp_canary5hQ8sWn2Zr7V' } },
    );
    for (const more of [[], ['--json']]) {
      const { code, out } = await run(...more);
      expect(code).toBe(1);
      expect(out).not.toMatch(/(?:npm|ghp)_canary|a\.example/);
    }
  });
});

describe('check, of a repository that was made to attack', () => {
  it.each<[string, () => void]>([
    ['a link out of the folder', () => symlinkSync('/etc/passwd', file())],
    ['a pipe that nobody writes to', () => void execFileSync('mkfifo', [file()])],
    ['a file that is too large', () => writeFileSync(file(), ' '.repeat(65 * 1024))],
    ['bytes that are no text', () => writeFileSync(file(), Buffer.from([0xff]))],
    ['words twice', () => writeFileSync(file(), '{"connections":[],"connections":[]}')],
    ['too many connections', () => needs(...Array.from({ length: 33 }, () => github))],
    ['an unknown word', () => writeFileSync(file(), '{"connections":[],"run":"rm"}')],
  ])('%s is refused at once with a sentence, and none of it is printed', async (_what, make) => {
    make();
    const { code, out, err } = await run();
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/\.valetkey\.json|connections|run/);
    expect(err).not.toMatch(/root:|valetkey failed/);
  });

  it('whatever the file says, every line at the margin is the command’s own and moves no cursor', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('\u001b[2J', '\r\nSet up  github', '\u202e', "'; rm -rf ~ #"),
    );
    const need = fc.record({
      provider: fc.oneof(fc.constantFrom('github', 'gitea', 'gihtub', 'a.b/c'), text),
      reason: text,
      fields: fc.dictionary(fc.constantFrom('url', 'token', '__proto__', 'constructor', 'x'), text),
      optional: fc.boolean(),
    });
    const document = fc.oneof(fc.record({ connections: fc.array(need, { maxLength: 3 }) }), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(document, async (value) => {
        writeFileSync(file(), JSON.stringify(value));
        const { code, out, err } = await run();
        expect([0, 1, 2]).toContain(code);
        expect(err).not.toContain('valetkey failed');
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
        for (const line of out.split('\n'))
          expect(line).toMatch(
            /^(?:$| {4}|(?:Set up|Incomplete|Missing|Unknown service|Wrong field)(?: \(optional\))? {2}|To set it up:|Or, to|valetkey connect |\/)/,
          );
      }),
      { numRuns: 60 },
    );
  });
});
