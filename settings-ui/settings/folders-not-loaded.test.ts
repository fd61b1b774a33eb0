import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runDesktopExtensions } from '../../broker/shells/electron/app-extensions.ts';
import { startExtensionWorker } from '../../broker/shells/node/extension-worker.ts';
import { axeFindings } from '../fixtures/axe.ts';
import { settingsInChromium } from '../fixtures/settings-in-chromium.ts';

describe('an extension that cannot be loaded', () => {
  const open = settingsInChromium();

  it('the page of extensions shows its folder, what is wrong and where, and loads it again when that is mended', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'valetkey-broken-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const write = (manifest: object): void =>
      writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    const manifest = { name: 'broken', publisher: 'acme', version: '1.0.0', main: 'main.cjs' };
    const said: string[] = [];
    write({ ...manifest, version: '\u202Enewest' });
    const { page, test, complaints } = await open({
      before: async ({ test }) => {
        const extensions = runDesktopExtensions({
          broker: test.broker,
          startProcess: startExtensionWorker,
          say: (who, _level, text) => said.push(`${who}: ${text}`),
          offerRestart: async () => false,
        });
        onTestFinished(() => extensions.stopAll());
        expect(await extensions.start(folder)).toBe(false);
      },
    });
    expect(said.join()).toContain('is not an extension that can be loaded');
    await page.getByRole('button', { name: 'Extensions', exact: true }).click();
    const row = page.getByRole('article', { name: /could not be loaded$/ });
    await row.getByText('version', { exact: true }).waitFor();
    expect(await row.textContent()).toContain(folder);
    expect(await row.textContent()).not.toContain('\u202E');
    expect(await axeFindings(page)).toEqual([]);

    const again = row.getByRole('button', { name: /^Load again/ });
    write(manifest);
    await again.click();
    await page.getByText('still cannot be loaded.').waitFor();
    await row.getByText('main', { exact: true }).waitFor();
    const activate = "require('@valetkey/extension-api').defineExtension({ activate: () => undefined })";
    writeFileSync(join(folder, 'main.cjs'), `exports.extension = ${activate};`);
    await again.click();
    await row.waitFor({ state: 'detached' });
    await page.getByRole('article', { name: 'broken' }).waitFor();
    expect((await test.settings.listExtensions({})).map(({ id }) => id)).toContain('acme.broken');
    expect(complaints).toEqual([]);
  });
});
