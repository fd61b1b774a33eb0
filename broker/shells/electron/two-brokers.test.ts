import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleFixture } from '../../database/fixtures/run-bundled.ts';
import { runInElectron, whyNoElectron } from './fixtures/launch-electron.ts';
import { startDesktop } from './fixtures/start-desktop.ts';

it('two brokers run in one main process, each with its own stores and key, and again after a restart', async (ctx) => {
  const why = whyNoElectron();
  if (why !== undefined) ctx.skip(why);
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.url} ${request.headers.authorization}`);
    response.writeHead(200, { 'content-type': 'text/plain' }).end('hello');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-two-'));
  const main = await bundleFixture(new URL('./fixtures/two-brokers.ts', import.meta.url), folder);
  const desktop = await startDesktop(join(folder, 'home'), { keyring: 'unlocked' });
  try {
    for (const mode of ['create', 'again']) {
      seen.length = 0;
      const args = [join(folder, 'brokers'), url, mode];
      const { said, code, errors } = await runInElectron(desktop, main, { args });
      expect(code, errors).toBe(0);
      const did = {
        state: 'unlocked',
        status: 200,
        body: 'hello',
        guardedBy: expect.stringMatching(/keyring/),
      };
      expect(said).toHaveLength(2);
      expect(said).toEqual(
        expect.arrayContaining([
          { ...did, name: 'one' },
          { ...did, name: 'two' },
        ]),
      );
      expect(seen.toSorted()).toEqual(['/from-one Bearer secret-of-one', '/from-two Bearer secret-of-two']);
    }
  } finally {
    await desktop.stop();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
