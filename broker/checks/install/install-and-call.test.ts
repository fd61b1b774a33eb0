import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { passphrase, secret } from '../../cli/fixtures/folder-with-history.ts';
import { installAndCall, packAll } from './install-and-call.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

it('packed tarballs in an empty folder make an authenticated call, without a build or a written file', async ({
  skip,
}) => {
  const parent = mkdtempSync(join(tmpdir(), 'valetkey-install-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  mkdirSync(join(parent, 'tarballs'));
  const tarballs = await packAll(root, join(parent, 'tarballs'));
  const outcome = await installAndCall(join(parent, 'empty'), tarballs, { token: secret, passphrase }).catch(
    (error: unknown) => {
      if (/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|network/.test(String(error)))
        return skip('the npm registry cannot be reached');
      throw error;
    },
  );
  expect(outcome.tokens).toEqual([secret, secret]); // the test of the connection, and the call
  expect(outcome.printed).toContain('was answered with 200: {"name":"Ada"}');
  expect(outcome.printed).not.toContain(secret);
  expect(outcome.bytes / 1e6).toBeLessThan(60);
  expect(outcome.installed).toBeLessThanOrEqual(80);
});
