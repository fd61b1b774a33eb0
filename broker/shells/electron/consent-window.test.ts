import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChangeAnswer, ChangePrompt, ConsentAnswer, ConsentPrompt } from '@valetkey/api-contracts';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleFixture } from '../../database/fixtures/run-bundled.ts';
import type { Asking } from './fixtures/ask-in-window.ts';
import { authority, choice, promptWith } from './fixtures/consent-prompts.ts';
import { openElectron, whyNoElectron } from './fixtures/launch-electron.ts';
import { windowAt } from './fixtures/open-app.ts';
import { type Desktop, startDesktop } from './fixtures/start-desktop.ts';

const pages = fileURLToPath(new URL('../../dist/shells/electron/pages/', import.meta.url));
const consentAddress = 'valetkey-ui://consent/';
const denied = { nonce: 'n'.repeat(22), decision: 'deny', by: 'window' };
const unanswered = { ...denied, by: 'nobody' };

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
  /** Playwright hears a moment later that a window has gone, and would hand it to the next question. */
  const allGone = (): Promise<void> =>
    vi.waitFor(() => expect(app.windows().map((page) => page.url())).not.toContain(consentAddress), {
      timeout: 5_000,
    });
  const ask = async (prompt: ConsentPrompt): Promise<Page> => {
    await allGone();
    await app.evaluate(
      (_electron, asked) => (globalThis as unknown as Global).valetkeyTest.ask(asked),
      prompt,
    );
    const page = await windowAt(app, 'valetkey-ui://consent/');
    await page.getByRole('button', { name: 'Deny' }).waitFor();
    return page;
  };
  const answer = (): Promise<ConsentAnswer | ChangeAnswer> =>
    app.evaluate(() => (globalThis as unknown as Global).valetkeyTest.answer());
  const allow = (page: Page) => page.getByRole('button', { name: 'Allow once' });
  const opens = (page: Page): Promise<void> =>
    vi.waitFor(async () => expect(await allow(page).isEnabled()).toBe(true), { timeout: 5_000 });
  /** Noted by the page itself, before what is to make it so: a busy machine looks too late for a second. */
  const watchInert = async (page: Page): Promise<() => Promise<unknown>> => {
    await page.evaluate(`globalThis.inert = false;
      for (const button of document.querySelectorAll('button')) new MutationObserver(() => {
        if (button.disabled) globalThis.inert = true;
      }).observe(button, { attributes: true });`);
    return () => vi.waitFor(async () => expect(await page.evaluate('inert')).toBe(true), { timeout: 5_000 });
  };
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
    const becameInert = await watchInert(page);
    await page.getByRole('radio').nth(1).click();
    expect(await page.locator('.origin').allInnerTexts()).toEqual(['https://api.example.org:8443']);
    await becameInert();
    await opens(page);
    await press(page, 'Always allow');
    expect(await answer()).toEqual({
      nonce: 'n'.repeat(22),
      decision: 'always',
      by: 'window',
      connectionId: choices[1]?.connectionId,
    });
  });

  it('makes Allow inert again when the window moves', async () => {
    const page = await ask(promptWith());
    await opens(page);
    const becameInert = await watchInert(page);
    await app.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) {
        if (window.getTitle() === 'Valetkey asks') window.setPosition(33, 44);
      }
    });
    await becameInert();
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
      expect(await answer(), how).toEqual(unanswered);
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

  /** As code does that got into the page: it asks for a port of its own, and answers without a person. */
  const answerInPage = (page: Page, method: 'answer' | 'answerChange', answer: object): void => {
    // Not waited for: the window may be gone before the page has said that it has run.
    page
      .evaluate(
        `addEventListener('message', ({ ports: [port] }) => port?.postMessage(${JSON.stringify({
          id: 'x',
          type: 'APPLY',
          path: [method],
          argumentList: [{ type: 'RAW', value: { nonce: 'n'.repeat(22), ...answer } }],
        })}));
        valetkey.ready();`,
      )
      .catch(() => undefined);
  };

  it('denies when the page answers by itself, and says in its own log that nobody pressed anything', async () => {
    const page = await ask(promptWith());
    await opens(page);
    // Events that a page makes are passed on by nobody.
    await page.evaluate(`for (const button of document.querySelectorAll('footer button')) {
      button.click();
      for (const type of ['keydown', 'keypress', 'keyup'])
        button.dispatchEvent(new KeyboardEvent(type, { key: 'Enter', code: 'Enter', bubbles: true }));
    }`);
    expect(await allow(page).isEnabled()).toBe(true);
    const { connectionId } = promptWith().choices[0] as ConsentPrompt['choices'][number];
    answerInPage(page, 'answer', { decision: 'always', connectionId });
    expect(await answer()).toEqual({ ...denied, by: 'page' });
  });

  it('takes a press of a key for a press, and Escape for Deny whatever the page makes of it', async () => {
    const page = await ask(promptWith());
    await opens(page);
    await allow(page).focus();
    await page.keyboard.press('Enter').catch(() => undefined);
    expect(await answer()).toMatchObject({ decision: 'once', by: 'window' });

    const again = await ask(promptWith());
    await opens(again);
    await again.evaluate(`addEventListener('keydown', (event) => event.stopImmediatePropagation(), true)`);
    // By Electron and not by the debugger, whose keys reach the page without passing main.
    await app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.getTitle() === 'Valetkey asks');
      window?.webContents.sendInputEvent({ type: 'keyDown', keyCode: 'Escape' });
    });
    expect(await answer()).toEqual(denied);
  });

  const change = {
    nonce: 'n'.repeat(22),
    kind: 'move-connection',
    question: 'Move this connection to another place?',
    parts: [
      { head: 'It would go to', origins: ['https://git.acme.example'] },
      {
        head: 'What changes',
        rows: [['MCP server', `"/usr/bin/node" ${'a'.repeat(3_000)}`, '"/bin/sh" "-c"']],
      },
      { head: 'Connection', texts: ['“<b>Work</b>\\u{202E}”'] },
    ],
    yes: 'Move',
    expiresAt: 4_000_000_000_000,
  } as unknown as ChangePrompt;
  const askChange = async (): Promise<Page> => {
    await allGone();
    await app.evaluate(
      (_electron, asked) => (globalThis as unknown as Global).valetkeyTest.askChange(asked),
      change,
    );
    const page = await windowAt(app, consentAddress);
    await page.getByRole('button', { name: 'Cancel' }).waitFor();
    return page;
  };

  it('asks about a change with old and new whole, Cancel in focus, and takes the person’s own yes', async () => {
    const page = await askChange();
    expect(await page.getByRole('button', { name: 'Move' }).isEnabled()).toBe(false);
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Cancel');
    expect(await page.locator('.diff del').textContent()).toBe(`"/usr/bin/node" ${'a'.repeat(3_000)}`);
    expect(await page.locator('.diff ins').textContent()).toBe('"/bin/sh" "-c"');
    expect(await page.locator('.origin strong').allInnerTexts()).toEqual(['acme.example']);
    expect(await page.locator('main b').count()).toBe(0);
    const wide = await page.evaluate<boolean>('document.body.scrollWidth > innerWidth');
    expect(wide).toBe(false);
    await vi.waitFor(
      async () => expect(await page.getByRole('button', { name: 'Move' }).isEnabled()).toBe(true),
      { timeout: 5_000 },
    );
    await press(page, 'Move');
    expect(await answer()).toEqual({ nonce: change.nonce, decision: 'allow', by: 'window' });

    const again = await askChange();
    await press(again, 'Cancel');
    expect(await answer()).toEqual(denied);
  });

  it('changes nothing when the page confirms by itself', async () => {
    const page = await askChange();
    await vi.waitFor(
      async () => expect(await page.getByRole('button', { name: 'Move' }).isEnabled()).toBe(true),
      { timeout: 5_000 },
    );
    answerInPage(page, 'answerChange', { decision: 'allow' });
    expect(await answer()).toEqual({ ...denied, by: 'page' });
  });

  it('asks one after the other, each in a window of its own', async () => {
    await allGone();
    const { nonce: _nonce, expiresAt: _expiresAt, ...draft } = promptWith();
    const drafts = ['first', 'second'].map((name) => ({
      ...draft,
      extension: { ...draft.extension, id: `acme.${name}`, displayName: name },
    }));
    await app.evaluate(
      (_electron, asked) => (globalThis as unknown as Global).valetkeyTest.queue(asked as never),
      drafts,
    );
    for (const name of ['first', 'second']) {
      const page = await windowAt(app, consentAddress);
      expect(await page.locator('.name').textContent()).toBe(name);
      await opens(page);
      expect(app.windows().filter((one) => one.url() === consentAddress)).toHaveLength(1);
      await Promise.all([page.waitForEvent('close'), press(page, 'Allow once')]);
    }
    const answers = await app.evaluate(() => (globalThis as unknown as Global).valetkeyTest.queued());
    expect(answers.map(({ decision }) => decision)).toEqual(['once', 'once']);
  });

  it('has no developer tools where they are switched off', async () => {
    await ask(promptWith());
    const devTools = (act: 'openDevTools' | 'isDevToolsOpened') =>
      app.evaluate(
        ({ BrowserWindow }, name) =>
          BrowserWindow.getAllWindows().map((one) => [one.getTitle(), one.webContents[name]()]),
        act,
      );
    await devTools('openDevTools');
    const opened = async () => Object.fromEntries(await devTools('isDevToolsOpened'));
    await vi.waitFor(async () => expect(await opened()).toMatchObject({ host: true }), { timeout: 10_000 });
    expect(await opened()).toMatchObject({ 'Valetkey asks': false });
    await app.evaluate(() => (globalThis as unknown as Global).valetkeyTest.withdraw());
    expect(await answer()).toEqual(unanswered);
  });
});
