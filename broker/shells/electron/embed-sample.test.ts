import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openElectron, whyNoElectron } from './fixtures/launch-electron.ts';
import { windowAt } from './fixtures/open-app.ts';
import { startDesktop } from './fixtures/start-desktop.ts';

const built = (path: string): string =>
  fileURLToPath(new URL(`../../dist/shells/electron/${path}`, import.meta.url));
const sample = fileURLToPath(new URL('../../../sample-extensions/registry-reader', import.meta.url));

it('an application embeds the broker in under 60 lines, with its own window, Settings and an extension', async (ctx) => {
  const why = whyNoElectron();
  if (why !== undefined) ctx.skip(why);
  const source = readFileSync(new URL('./embed-sample/main.ts', import.meta.url), 'utf8');
  expect(source.trimEnd().split('\n').length).toBeLessThan(60);

  const home = mkdtempSync(join(tmpdir(), 'valetkey-embed-'));
  const desktop = await startDesktop(home, { keyring: 'unlocked' });
  try {
    const args = ['--', home, sample];
    const app = await openElectron(desktop, built('embed-sample/main.js'), { args });
    try {
      const settings = await windowAt(app, 'valetkey-ui://settings/');
      await settings.getByText('the system keyring (Secret Service)').waitFor();
      await settings.getByRole('button', { name: 'Extensions' }).click();
      const row = settings.getByRole('article', { name: 'Registry Reader' });
      await row.getByText('Running').waitFor();
      const titles = await app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((window) => window.getTitle()),
      );
      expect(titles.toSorted()).toEqual(['Host', 'Valetkey']);
    } finally {
      await app.close();
    }
  } finally {
    await desktop.stop();
    rmSync(home, { recursive: true, force: true });
  }
});
