import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleFixture } from '../../database/fixtures/run-bundled.ts';
import { bundlePage } from './fixtures/bundle-page.ts';
import { ordinaryUser, runInElectron, whyNoElectron, whyNotAs } from './fixtures/launch-electron.ts';
import { startDesktop } from './fixtures/start-desktop.ts';

/** Most tests run as the current user, which is root in a container, without Chromium's sandbox. This test never does. */
it('the application starts for an ordinary user, with sandboxed pages and a working keyring', async (ctx) => {
  const user = ordinaryUser();
  const why = whyNoElectron() ?? whyNotAs(user);
  if (why !== undefined) ctx.skip(why);
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-sandbox-'));
  chmodSync(folder, 0o755);
  try {
    const page = join(folder, 'page');
    mkdirSync(page);
    await bundlePage(page);
    const main = await bundleFixture(new URL('./fixtures/tell-sandbox.ts', import.meta.url), folder);
    chmodSync(join(main, '..'), 0o755);
    const keyring = 'unlocked';
    const desktop = await startDesktop(join(folder, 'home'), {
      keyring,
      user,
    });
    const { said, errors } = await runInElectron(desktop, main, { args: [page] }).finally(desktop.stop);
    const confined = { seccomp: '2', noNewPrivileges: '1' };
    const guarded = { encrypts: true, backend: 'gnome_libsecret' };
    expect(said, errors).toEqual([{ user: user?.uid ?? process.getuid?.(), ...confined, ...guarded }]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
