import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { type OpenedApp, openApp } from './fixtures/open-app.ts';
import { type Walked, walkPage } from './fixtures/walk-page.ts';

const why = whyNoElectron();
const canary = 'canary-walk-7Hq2Zr9sWn5V';

describeUnless(why, 'what a page of the desktop can reach', {}, () => {
  let opened: OpenedApp;
  let bare: Walked;
  let withNode: Walked;
  beforeAll(async () => {
    opened = await openApp();
    [bare, withNode] = [
      await walkWindow(opened.app, { sandbox: true }),
      await walkWindow(opened.app, { sandbox: false, nodeIntegration: true, contextIsolation: false }),
    ];
  });
  afterAll(() => opened?.stop());

  /** Names that no window of this Electron has by itself, but for what libraries leave for others of their kind. */
  const marks = /^(?:__zod_global\w+|lit\w+Versions|reactiveElementVersions|litPropertyMetadata)$/;
  const added = ({ names }: Walked): string[] =>
    names.filter((name) => !bare.names.includes(name) && !marks.test(name));

  it('the walk finds Node, its modules and the secret where they are', async () => {
    expect(withNode.reached.join('\n')).toMatch(/process at/);
    expect(withNode.reached.join('\n')).toMatch(/Buffer at/);
    expect(withNode.reached.join('\n')).toMatch(/require at/);
    expect(bare.reached).toEqual([]);
    expect(await opened.settings.evaluate(`window.planted = '${canary}'`)).toBe(canary);
    expect((await opened.settings.evaluate<Walked>(walkPage([canary]))).reached).toContain(
      'secret at globalThis.planted',
    );
    await opened.settings.evaluate('delete window.planted');
  });

  it('the settings page reaches no Node, no ipcRenderer, none of our names but the bridge, and no secret after saving', async () => {
    const { settings } = opened;
    await settings.getByRole('button', { name: 'New connection' }).click();
    const card = settings.getByRole('listitem').filter({ hasText: 'acme.registry-reader/registry' });
    await card.getByRole('button', { name: 'Connect to npm registry' }).click();
    await settings.getByLabel('Registry address').fill('http://127.0.0.1:9');
    await settings.getByLabel('Name', { exact: true }).fill('Walked');
    await settings.getByLabel('Access token', { exact: true }).fill(canary);
    const typing = await settings.evaluate<Walked>(walkPage([canary]));
    expect(typing.reached.filter((way) => !way.startsWith('secret at'))).toEqual([]);
    await settings.getByRole('button', { name: 'Save' }).click();
    await settings.getByRole('article', { name: 'Walked' }).waitFor();
    const walked = await settings.evaluate<Walked>(walkPage([canary]));
    expect(walked.reached).toEqual([]);
    expect(walked.values).toBeGreaterThan(5_000);
    expect(added(walked)).toEqual(['valetkey']);
    expect(await bridgeOf(settings)).toEqual(bridge);
  });

  it('the consent page reaches no Node, no ipcRenderer, none of our names but the bridge, and no secret', async () => {
    const consent = await opened.askAgain('acme.registry-reader');
    const walked = await consent.evaluate<Walked>(walkPage([canary]));
    expect(walked.reached).toEqual([]);
    expect(walked.values).toBeGreaterThan(5_000);
    expect(added(walked)).toEqual(['valetkey']);
    expect(await bridgeOf(consent)).toEqual(bridge);
    await consent.keyboard.press('Escape').catch(() => undefined);
  });

  it('the page around each extension’s Worker reaches no Node, no ipcRenderer, none of our names and no secret', async () => {
    const pages = await opened.app.evaluate(
      async ({ webContents }, walk) => {
        const hosts = webContents
          .getAllWebContents()
          .filter((one) => one.getURL().startsWith('valetkey-extension:'));
        return Promise.all(hosts.map((host) => host.executeJavaScript(walk) as Promise<unknown>));
      },
      walkPage([canary]),
    );
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages as Walked[]) {
      expect(page.reached).toEqual([]);
      expect(page.values).toBeGreaterThan(5_000);
      expect(added(page)).toEqual([]);
    }
  });
});

/** All that a preload gives: one function that takes nothing and gives nothing. */
const bridge = { names: ['ready'], given: 'undefined' };
const bridgeOf = (page: Page): Promise<unknown> =>
  page.evaluate('({ names: Reflect.ownKeys(valetkey), given: typeof valetkey.ready({}, 1) })');

/** A window of the same Electron without anything of ours in it. */
const walkWindow = (
  app: ElectronApplication,
  webPreferences: Readonly<Record<string, boolean>>,
): Promise<Walked> =>
  app.evaluate(
    async ({ BrowserWindow }, [preferences, walk]) => {
      const window = new BrowserWindow({ show: false, webPreferences: preferences });
      // A secure context, as our pages are: those have more names.
      await window.loadURL('file:///etc/hostname');
      const said: string[] = [];
      window.webContents.on('console-message', (_event, _level, text) => said.push(text));
      const walked: unknown = await window.webContents.executeJavaScript(walk).catch((error: unknown) => {
        throw new Error(`${String(error)}: ${said.join('\n')}`);
      });
      window.destroy();
      return walked as Walked;
    },
    [webPreferences, walkPage([])] as const,
  );
