import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FolderWithHistory, folderWithHistory, run } from './fixtures/folder-with-history.ts';

let history: FolderWithHistory;
beforeEach(async () => {
  history = await folderWithHistory();
});
afterEach(() => history.remove());

it('a command that is interrupted says so, and closes its broker: the log verifies', async () => {
  const { folder, passphraseFile, broker } = history;
  const server = createServer(() => undefined); // never answers
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await broker.close();
  const options = ['--folder', folder, '--passphrase-file', passphraseFile];
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'canary-of-the-silent-service');
  const service = ['gitlab', '--field', `url=${url}`, '--secret-file', `token=${tokenFile}`];
  expect(await run(['connect', ...service, '--name', 'Silent', '--no-test', ...options])).toMatchObject({
    code: 0,
  });
  rmSync(tokenFile);
  const asked = once(server, 'request');
  const interrupted = await run(['connections', 'test', 'Silent', '--yes', ...options], {
    untilInterrupted: () => asked,
  });
  expect(interrupted.code).toBe(2);
  expect(interrupted.err).toMatch(/\nInterrupted before it was done\.\n$/);
  server.closeAllConnections();
  server.close();
  expect((await run(['audit', 'verify', ...options])).code).toBe(0);
});
