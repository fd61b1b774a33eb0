import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { passphraseKeychain } from './passphrase-keychain.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const sample = join(root, 'sample-extensions/registry-reader');
const passphrase = 'correct horse';

let data: string;
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'valetkey-documents-'));
  // So that no key of this folder is made in the keyring of anyone who runs the tests.
  const keychain = passphraseKeychain({
    file: join(data, 'vault-key.json'),
    askPassphrase: async () => passphrase,
  });
  expect(await keychain.unlock({ mayCreate: true })).toMatchObject({ state: 'unlocked' });
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

/** The first program of a document that has the gaps, with what its reader fills in, as a file in the root of the repository would run. */
const run = (document: string, filledIn: readonly (readonly [string, string])[]) => {
  const page = readFileSync(join(root, document), 'utf8');
  const programs = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  let program = programs.find((text) => filledIn.every(([gap]) => text.includes(gap))) ?? '';
  for (const [gap, text] of filledIn) {
    expect(program).toContain(gap);
    program = program.replaceAll(gap, text);
  }
  const options = { cwd: root, timeout: 600_000 };
  return new Promise<{ code: number; output: string }>((resolve) => {
    const command = ['--input-type=module', '--eval', program];
    execFile(process.execPath, command, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: `${stdout}${stderr}` }),
    );
  });
};

it('the embedding program in broker/README.md runs as it is printed', async () => {
  const { code, output } = await run('broker/README.md', [
    ['/where/the/data/is', data],
    ['/an/extension', sample],
    ['readIt()', JSON.stringify(passphrase)],
    ['await yesOfThePerson(prompt, signal)', 'signal.aborted'],
  ]);
  expect(output).toContain("state: 'unlocked'");
  expect(output).toContain('connections: []');
  expect(output).toMatch(/Without the registry there is nothing to read[\s\S]*\nactivated\n$/);
  expect(code).toBe(0);
});
