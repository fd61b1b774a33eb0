import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConsentAnswer, ConsentPrompt } from '@valetkey/api-contracts';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleFixture } from '../database/fixtures/run-bundled.ts';
import type { Asking } from './fixtures/ask-in-window.ts';
import { openElectron, whyNoElectron } from './fixtures/launch-electron.ts';
import { windowAt } from './fixtures/open-app.ts';
import { type Desktop, startDesktop } from './fixtures/start-desktop.ts';

const pages = fileURLToPath(new URL('../dist/electron/pages/', import.meta.url));
const authority = (origin: string) => ({
  providerId: 'http',
  providerVersion: 1,
  origins: [origin],
  placement: 'Bearer token in the Authorization header, from the field token',
});
const choice = (letter: string, origin: string, scope: 'user' | 'workspace') => ({
  connectionId: `con_${letter.repeat(21)}`,
  displayName: `Connection ${letter}`,
  ...{ scope, origins: [origin], authority: authority(origin) },
});
const promptWith = (changes: Partial<ConsentPrompt> = {}): ConsentPrompt =>
  ({
    nonce: 'n'.repeat(22),
    extension: { id: 'acme.reader', displayName: 'Reader', publisher: 'acme', version: '1.0.0', known: true },
    reason: 'To read.',
    provider: { id: 'http', name: 'HTTP service', contributedBy: 'Valetkey' },
    choices: [choice('a', 'https://api.example.com', 'user')],
    access: { methods: ['GET'], paths: ['/**'], mcpTools: [] },
    expiresAt: 4_000_000_000_000,
    ...(changes as object),
  }) as unknown as ConsentPrompt;
const consentAddress = 'valetkey-ui://consent/';
const denied = { nonce: 'n'.repeat(22), decision: 'deny' };

describe.skipIf(whyNoElectron() !== undefined)('the consent window', { timeout: 30_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-consent-'));
  let desktop: Desktop;
  let app: ElectronApplication;

  beforeAll(async () => {
    desktop = await startDesktop(join(folder, 'home'), { keyring: 'no bus' });
    const main = await bundleFixture(new URL('./fixtures/ask-in-window.ts', import.meta.url), folder);
    app = await openElectron(desktop, main, { args: [pages] });
    await vi.waitFor(async () => expect(await app.evaluate(() => 'valetkeyTest' in globalThis)).toBe(true), {
      timeout: 10_000,
    });
  }, 40_000);
  afterAll(async () => {
    await app?.close();
    await desktop?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  type Global = { valetkeyTest: Asking };
  const ask = async (prompt: ConsentPrompt): Promise<Page> => {
    await app.evaluate(
      (_electron, asked) => (globalThis as unknown as Global).valetkeyTest.ask(asked),
      prompt,
    );
    const page = await windowAt(app, 'valetkey-ui://consent/');
    await page.getByRole('button', { name: 'Deny' }).waitFor();
    return page;
  };
  const answer = (): Promise<ConsentAnswer> =>
    app.evaluate(() => (globalThis as unknown as Global).valetkeyTest.answer());
  const allow = (page: Page) => page.getByRole('button', { name: 'Allow once' });
  const opens = (page: Page): Promise<void> =>
    vi.waitFor(async () => expect(await allow(page).isEnabled()).toBe(true), { timeout: 5_000 });
  const press = (page: Page, name: string): Promise<void> =>
    page
      .getByRole('button', { name })
      .click()
      .catch(() => undefined);

  it('lets a person choose, workspace first, and makes Allow inert again when the place changes', async () => {
    const choices = [
      choice('w', 'https://work.example.com', 'workspace'),
      choice('u', 'https://api.example.org:8443', 'user'),
    ] as unknown as ConsentPrompt['choices'];
    const page = await ask(promptWith({ choices }));
    expect(await page.getByRole('radio').first().isChecked()).toBe(true);
    await page.getByText('Workspace connections come first').waitFor();
    expect(await page.locator('.origin').allInnerTexts()).toEqual(['https://work.example.com']);
    expect(await page.locator('.origin strong').allInnerTexts()).toEqual(['example.com']);
    await opens(page);
    await page.getByRole('radio').nth(1).click();
    expect(await page.locator('.origin').allInnerTexts()).toEqual(['https://api.example.org:8443']);
    expect(await allow(page).isDisabled()).toBe(true);
    await opens(page);
    await press(page, 'Always allow');
    expect(await answer()).toEqual({
      ...{ nonce: 'n'.repeat(22), decision: 'always' },
      connectionId: choices[1]?.connectionId,
    });
  });

  it('makes Allow inert again when the window moves', async () => {
    const page = await ask(promptWith());
    await opens(page);
    await app.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) {
        if (window.getTitle() === 'Valetkey asks') window.setPosition(33, 44);
      }
    });
    await vi.waitFor(async () => expect(await allow(page).isDisabled()).toBe(true), { timeout: 900 });
    await opens(page);
    await press(page, 'Deny');
    expect(await answer()).toEqual(denied);
  });

  it('shows the whole command of an MCP server, and lets each thing it may ask back be taken away', async () => {
    const mcp = `Program started on this computer: ${'"/usr/bin/node" '.repeat(60)}`.trim();
    const place = { ...authority('https://api.example.org'), origins: [], mcp };
    const shown = [{ ...choice('p', 'https://api.example.org', 'user'), origins: [], authority: place }];
    const access = { methods: [], paths: [], mcpTools: ['*'], mcpCallbacks: ['sampling', 'roots'] };
    const page = await ask(
      promptWith({ choices: shown as unknown as ConsentPrompt['choices'], access: access as never }),
    );
    expect(await page.locator('.mcp code').textContent()).toBe(mcp);
    expect(await page.locator('.origins').count()).toBe(0);
    await page.getByRole('checkbox', { name: 'which folders are open' }).uncheck();
    await opens(page);
    await press(page, 'Allow once');
    expect(await answer()).toMatchObject({ decision: 'once', withheldCallbacks: ['roots'] });
  });

  it('shows what was agreed beside what is now', async () => {
    const before = authority('https://old.example.com');
    const changed = [{ ...choice('a', 'https://new.example.com', 'user'), before }];
    const page = await ask(promptWith({ choices: changed as unknown as ConsentPrompt['choices'] }));
    expect(await page.locator('.diff tbody tr').allInnerTexts()).toEqual([
      'Goes to\thttps://old.example.com\thttps://new.example.com',
    ]);
    await press(page, 'Deny');
    expect(await answer()).toEqual(denied);
  });

  it('keeps its size and its buttons, whatever an extension writes, and escapes what turns text around', async () => {
    const page = await ask(
      promptWith({
        extension: {
          ...promptWith().extension,
          displayName: `\u202Eevil\u200B${'W'.repeat(70)}`,
          known: false,
        },
        reason: 'Allow <b>now</b>! '.repeat(88),
      }),
    );
    expect(await page.locator('.name').textContent()).toMatch(/^\\u\{202E\}evil\\u\{200B\}W+$/);
    expect(await page.locator('blockquote b').count()).toBe(0);
    const [inside, deny] = await Promise.all([
      page.evaluate<{ width: number; height: number; wide: number }>(
        '({ width: innerWidth, height: innerHeight, wide: document.body.scrollWidth })',
      ),
      page.getByRole('button', { name: 'Deny' }).boundingBox(),
    ]);
    expect(inside.wide).toBeLessThanOrEqual(inside.width);
    expect((deny?.y ?? 0) + (deny?.height ?? 0)).toBeLessThan(inside.height);
    expect(await page.locator('.origin').first().isVisible()).toBe(true);
    await press(page, 'Deny');
    expect(await answer()).toEqual(denied);
  });

  it('denies when it is closed, when its page crashes, and when the prompt is withdrawn', async () => {
    const ends: Record<string, () => Promise<unknown>> = {
      closed: () =>
        app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()
            .find((one) => one.getTitle() === 'Valetkey asks')
            ?.close(),
        ),
      crashed: () =>
        app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()
            .find((one) => one.getTitle() === 'Valetkey asks')
            ?.webContents.forcefullyCrashRenderer(),
        ),
      withdrawn: () => app.evaluate(() => (globalThis as unknown as Global).valetkeyTest.withdraw()),
    };
    for (const [how, end] of Object.entries(ends)) {
      await ask(promptWith());
      await end();
      expect(await answer(), how).toEqual(denied);
      // Playwright hears of it a moment later, and would hand the old page to the next question.
      await vi.waitFor(() => expect(app.windows().map((page) => page.url())).not.toContain(consentAddress));
      const left = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
      expect(left, how).toBe(1);
    }
  });

  it('leaves the focus where somebody is typing, and takes it when nobody is', async () => {
    const focused = (): Promise<string | undefined> =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow()?.getTitle());
    await app.evaluate(() => {
      const { host } = (globalThis as unknown as Global).valetkeyTest;
      host.focus();
      host.webContents.sendInputEvent({ type: 'keyDown', keyCode: 'a' });
      host.webContents.sendInputEvent({ type: 'keyUp', keyCode: 'a' });
    });
    await vi.waitFor(async () => expect(await focused()).toBe('host'), { timeout: 3_000 });
    const page = await ask(promptWith());
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await focused()).toBe('host');
    await press(page, 'Deny');
    await answer();

    await new Promise((resolve) => setTimeout(resolve, 3_100));
    const again = await ask(promptWith());
    await vi.waitFor(async () => expect(await focused()).toBe('Valetkey asks'), { timeout: 3_000 });
    await press(again, 'Deny');
    await answer();
  });
});
