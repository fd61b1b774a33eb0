import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** As an author has it who changes no setting of Jest: CommonJS, and packages as they are. */
const files = {
  'package.json': '{ "name": "notes", "private": true }',
  'extension.js': `
    const { defineExtension, ValetkeyError } = require('@valetkey/extension-api');
    exports.extension = defineExtension({
      async activate({ connections, log }) {
        try {
          const service = connections.use(await connections.request({ provider: 'acme.notes/api', reason: 'x' }));
          log.info(await (await service.fetch('/')).text());
        } catch (error) {
          log.warn(String(error instanceof ValetkeyError && error.code));
        }
      },
    });`,
  'extension.test.js': `
    const { testConnections } = require('@valetkey/extension-api/testing');
    const { extension } = require('./extension.js');
    const said = async (options) => {
      const kit = testConnections(options);
      await extension.activate(kit.context);
      kit.close();
      return kit.logs;
    };
    test('reads', async () => {
      expect(await said({ respond: () => new Response('hello') })).toEqual([{ level: 'info', text: 'hello' }]);
    });
    test('is denied', async () => {
      expect(await said({ deny: 'denied' })).toEqual([{ level: 'warn', text: 'denied' }]);
    });`,
};

it('an extension and the kit run in Jest as it is by default', ({ skip }) => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-jest-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=0', '--no-save'];
  try {
    execFileSync('npm', ['install', ...quiet, 'jest@30.2.0'], { cwd: folder, stdio: 'ignore' });
  } catch {
    skip('the npm registry cannot be reached');
  }
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(join(root, 'node_modules/@valetkey'), join(folder, 'node_modules/@valetkey'));
  const jest = join(folder, 'node_modules/jest/bin/jest.js');
  const { stderr } = spawnSync(process.execPath, [jest, '--ci'], {
    cwd: folder,
    encoding: 'utf8',
    // Jest takes vitest's own settings for its.
    env: { PATH: process.env['PATH'], HOME: folder },
  });
  expect(stderr).toMatch(/Tests: +2 passed, 2 total/);
});
