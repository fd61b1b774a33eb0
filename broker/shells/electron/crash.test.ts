import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { needsPackages } from '../../checks/fixtures/needs-packages.ts';
import { filesOf, scanForCanaries } from '../../prove/scan-for-canaries.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { type OpenedApp, openApp } from './fixtures/open-app.ts';

const why = whyNoElectron();
/** Words that an eye reads well, and a part that nobody guesses. */
const canary = `horse-battery-staple-${randomBytes(24).toString('hex')}`;

describeUnless(why, 'F9: a secret in the desktop application', {}, () => {
  let opened: OpenedApp;
  beforeAll(async () => {
    opened = await openApp();
  });
  afterAll(() => opened?.stop());

  const readScreen = async (): Promise<string> => {
    const picture = join(opened.home, 'screen.png');
    await opened.settings.screenshot({ path: picture });
    const read = execFileSync('tesseract', [picture, '-', '--psm', '11'], { stdio: 'pipe' }).toString();
    return read.toLowerCase().replace(/[^a-z]/g, '');
  };

  it('a secret cannot be read on the window while it is typed, unless it is revealed, or later', async (ctx) => {
    if (spawnSync('sh', ['-c', 'command -v tesseract']).status !== 0)
      return ctx.skip(needsPackages('tesseract-ocr'));
    const { settings } = opened;
    await settings.getByRole('button', { name: 'New connection' }).click();
    const card = settings.getByRole('listitem').filter({ hasText: 'acme.registry-reader/registry' });
    await card.getByRole('button', { name: 'Connect to npm registry' }).click();
    await settings.getByLabel('Registry address').fill('https://registry.example');
    await settings.getByLabel('Access token', { exact: true }).fill(canary);
    const typed = await readScreen();
    await settings.getByRole('button', { name: /^Show what you type/ }).click();
    // That it can be read where it stands shows that it would have been.
    expect(await readScreen()).toContain('horsebattery');
    expect(typed).toContain('accesstoken');
    expect(typed).not.toContain('horse');
    await settings.getByRole('button', { name: 'Save' }).click();
    await settings.getByRole('article').getByText('Not tested').waitFor();
    expect(await readScreen()).not.toContain('horse');
  });

  it('a secret is in no crash report: main crashes with the vault open and leaves none', async () => {
    const reports = await opened.app.evaluate(({ app }) => app.getPath('crashDumps'));
    expect(reports.startsWith(opened.home)).toBe(true);
    const { pid } = opened.app.process();
    if (pid === undefined) throw new Error('it runs');
    const gone = new Promise((resolve) => opened.app.process().once('exit', resolve));
    process.kill(pid, 'SIGSEGV');
    await gone;
    // Electron writes minidumps for an application that starts its reporter; they hold memory, so ours does not.
    // Chromium names the installation there (client_id); reports hold memory, and are written only for an application
    // that starts Electron's reporter, which ours does not.
    const written = existsSync(reports) ? readdirSync(reports, { recursive: true, withFileTypes: true }) : [];
    const names = written.filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(names.filter((name) => name !== 'client_id')).toEqual([]);
    const places = { files: filesOf(opened.home), output: [Buffer.from(opened.printed())] };
    expect(scanForCanaries([canary], places).found).toEqual([]);
  });
});
