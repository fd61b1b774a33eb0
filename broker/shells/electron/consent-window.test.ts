import type { ElectronApplication, Page } from 'playwright-core';
import { beforeAll, expect, it, vi } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import type { ChangePrompt } from '../../contracts/change.ts';
import type { ConsentAnswer, ConsentPrompt } from '../../contracts/consent.ts';
import { answerInPage } from './fixtures/answer-in-page.ts';
import { authority, choice, promptWith } from './fixtures/consent-prompts.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { windowAt } from './fixtures/open-app.ts';
import { type AskingGlobal, openAsking } from './fixtures/open-asking.ts';

const consentAddress = 'valetkey-ui://consent/';
const denied = { nonce: 'n'.repeat(22), decision: 'deny', by: 'window' };
const unanswered = { ...denied, by: 'nobody' };

describeUnless(whyNoElectron(), 'the consent window', {}, () => {
  const { allGone, answer, beganInert, windowOf, press, ...asking } = openAsking();
  let app: ElectronApplication;
  beforeAll(() => {
    app = asking.app();
  });

  const ask = async (prompt: ConsentPrompt): Promise<Page> => {
    await allGone();
    await app.evaluate(
      (_electron, asked) => (globalThis as unknown as AskingGlobal).valetkeyTest.ask(asked),
      prompt,
    );
    return windowOf('Deny');
  };
  const allow = (page: Page) => page.getByRole('button', { name: 'Allow once' });
  const opens = (page: Page): Promise<void> =>
    vi.waitFor(async () => expect(await allow(page).isEnabled()).toBe(true));
  /** Noted by the page itself, before what is to make it so: a busy machine looks too late for a second. */
  const watchInert = async (page: Page): Promise<() => Promise<unknown>> => {
    await page.evaluate(`globalThis.inert = false;
      for (const button of document.querySelectorAll('button')) new MutationObserver(() => {
        if (button.disabled) globalThis.inert = true;
      }).observe(button, { attributes: true });`);
    return () => vi.waitFor(async () => expect(await page.evaluate('inert')).toBe(true));
  };

  it('the window lets a person choose, workspace first, and disables Allow again when the place changes', async () => {
    const choices = [
      choice('w', 'https://work.example.com', 'workspace'),
      choice('u', 'https://api.example.org:8443', 'user'),
    ] as unknown as ConsentPrompt['choices'];
    const page = await ask(promptWith({ choices }));
    expect(await page.getByRole('radio').first().isChecked()).toBe(true);
    await page.getByText('Workspace connections come first').waitFor();
    expect(await page.locator('.origins .origin').allInnerTexts()).toEqual(['https://work.example.com']);
    expect(await page.locator('.origins .origin strong').allInnerTexts()).toEqual(['example.com']);
    await opens(page);
    const becameInert = await watchInert(page);
    await page.getByRole('radio').nth(1).click();
    expect(await page.locator('.origins .origin').allInnerTexts()).toEqual(['https://api.example.org:8443']);
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

  it('the window of a host with German texts asks in German', async () => {
    await allGone();
    await app.evaluate(
      (_electron, asked) => (globalThis as unknown as AskingGlobal).valetkeyTest.askInGerman(asked),
      promptWith(),
    );
    const page = await windowOf('Ablehnen');
    await page.getByText('Reader möchte Connection a bei https://api.example.com benutzen').waitFor();
    await page.getByText('Unter jedem Pfad lesen (GET).').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    const title = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.getTitle()),
    );
    expect(title).toContain('Acme fragt');
    await press(page, 'Ablehnen');
    expect(await answer()).toEqual(denied);
  });

  it('the window disables Allow again when it moves', async () => {
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

  it('the window shows the whole command of an MCP server, and lets each callback be refused', async () => {
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

  it('the window shows the agreed state beside the current one', async () => {
    const before = authority('https://old.example.com');
    const changed = [{ ...choice('a', 'https://new.example.com', 'user'), before }];
    const page = await ask(promptWith({ choices: changed as unknown as ConsentPrompt['choices'] }));
    expect(await page.locator('.diff tbody tr').allInnerTexts()).toEqual([
      'Goes to\thttps://old.example.com\thttps://new.example.com',
    ]);
    await press(page, 'Deny');
    expect(await answer()).toEqual(denied);
  });

  it('the window keeps its size and buttons, whatever an extension writes, and escapes reversed text', async () => {
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
      page.getByRole('button', { name: 'Deny', exact: true }).boundingBox(),
    ]);
    expect(inside.wide).toBeLessThanOrEqual(inside.width);
    expect((deny?.y ?? 0) + (deny?.height ?? 0)).toBeLessThan(inside.height);
    expect(await page.locator('.origin').first().isVisible()).toBe(true);
    await press(page, 'Deny');
    expect(await answer()).toEqual(denied);
  });

  it('the window denies when it is closed, when its page crashes, and when the prompt is withdrawn', async () => {
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
      withdrawn: () => app.evaluate(() => (globalThis as unknown as AskingGlobal).valetkeyTest.withdraw()),
    };
    for (const [how, end] of Object.entries(ends)) {
      await ask(promptWith());
      await end();
      expect(await answer(), how).toEqual(unanswered);
      const left = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
      expect(left, how).toBe(1);
    }
  });

  it('the window leaves the focus to somebody who is typing, and otherwise takes it', async () => {
    const focused = (): Promise<string | undefined> =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow()?.getTitle());
    await app.evaluate(() => {
      const { host } = (globalThis as unknown as AskingGlobal).valetkeyTest;
      const type = (): void => {
        host.webContents.sendInputEvent({ type: 'keyDown', keyCode: 'a' });
        host.webContents.sendInputEvent({ type: 'keyUp', keyCode: 'a' });
      };
      host.focus();
      type();
      // Until the question is there, however long a busy machine takes for that.
      (globalThis as { typing?: NodeJS.Timeout }).typing = setInterval(type, 500);
    });
    await vi.waitFor(async () => expect(await focused()).toBe('host'));
    const page = await ask(promptWith());
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await focused()).toBe('host');
    await app.evaluate(() => clearInterval((globalThis as { typing?: NodeJS.Timeout }).typing));
    await press(page, 'Deny');
    await answer();

    await new Promise((resolve) => setTimeout(resolve, 3_100));
    const again = await ask(promptWith());
    await vi.waitFor(async () => expect(await focused()).toBe('Valetkey asks'));
    await press(again, 'Deny');
    await answer();
  });

  it('the window denies when the page answers by itself, and its log says that nobody pressed anything', async () => {
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

  it('the window accepts a key press, and Escape always denies', async () => {
    const page = await ask(promptWith());
    await opens(page);
    await vi.waitFor(async () => {
      if (!page.isClosed())
        await allow(page)
          .press('Enter')
          .catch(() => undefined);
      expect(page.isClosed()).toBe(true);
    });
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
      (_electron, asked) => (globalThis as unknown as AskingGlobal).valetkeyTest.askChange(asked),
      change,
    );
    const page = await windowAt(app, consentAddress);
    await page.getByRole('button', { name: 'Cancel' }).waitFor();
    return page;
  };

  it('the window asks about a change with old and new in full, Cancel in focus, and takes the person’s yes', async () => {
    const page = await askChange();
    expect(await beganInert(page, 'Move')).toBe(true);
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Cancel');
    expect(await page.locator('.diff del').textContent()).toBe(`"/usr/bin/node" ${'a'.repeat(3_000)}`);
    expect(await page.locator('.diff ins').textContent()).toBe('"/bin/sh" "-c"');
    expect(await page.locator('.origin strong').allInnerTexts()).toEqual(['acme.example']);
    expect(await page.locator('main b').count()).toBe(0);
    const wide = await page.evaluate<boolean>('document.body.scrollWidth > innerWidth');
    expect(wide).toBe(false);
    await vi.waitFor(async () =>
      expect(await page.getByRole('button', { name: 'Move' }).isEnabled()).toBe(true),
    );
    await press(page, 'Move');
    expect(await answer()).toEqual({ nonce: change.nonce, decision: 'allow', by: 'window' });

    const again = await askChange();
    await press(again, 'Cancel');
    expect(await answer()).toEqual(denied);
  });

  it('the window changes nothing when the page confirms by itself', async () => {
    const page = await askChange();
    await vi.waitFor(async () =>
      expect(await page.getByRole('button', { name: 'Move' }).isEnabled()).toBe(true),
    );
    answerInPage(page, 'answerChange', { decision: 'allow' });
    expect(await answer()).toEqual({ ...denied, by: 'page' });
  });

  const queue = (names: readonly string[]): Promise<void> => {
    const { nonce: _nonce, expiresAt: _expiresAt, ...draft } = promptWith();
    const drafts = names.map((name) => ({
      ...draft,
      extension: { ...draft.extension, id: `acme.${name}`, displayName: name },
    }));
    return app.evaluate(
      (_electron, asked) => (globalThis as unknown as AskingGlobal).valetkeyTest.queue(asked as never),
      drafts,
    );
  };
  const queued = (): Promise<ConsentAnswer[]> =>
    app.evaluate(() => (globalThis as unknown as AskingGlobal).valetkeyTest.queued());
  const windowIds = (): Promise<number[]> =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .filter((one) => one.getTitle() === 'Valetkey asks')
        .map((one) => one.id),
    );

  it('requests that wait together come in one window, each with a page, a port and a reading time of its own', async () => {
    await allGone();
    const names = ['first', 'second', 'third'];
    await queue(names);
    const page = await windowAt(app, consentAddress);
    const [id] = await windowIds();
    const place = await page.evaluate('[screenX, screenY].join()');
    for (const [at, name] of names.entries()) {
      await page.locator('.name', { hasText: name }).waitFor();
      await page.getByText(`${at + 1} of 3 requests`).waitFor();
      expect(await page.evaluate('document.activeElement.textContent')).toContain('Deny');
      expect(await beganInert(page, 'Allow once'), name).toBe(true);
      await opens(page);
      expect(await windowIds()).toEqual([id]);
      expect(await page.evaluate('[screenX, screenY].join()')).toBe(place);
      const gone = at === 2 ? page.waitForEvent('close') : Promise.resolve();
      await Promise.all([gone, press(page, at === 1 ? 'Deny' : 'Allow once', `${at + 1} of 3 requests`)]);
    }
    expect((await queued()).map(({ decision }) => decision)).toEqual(['once', 'deny', 'once']);
  });

  it('one press denies the rest of the requests that wait, and none that comes later', async () => {
    await allGone();
    await queue(Array.from({ length: 15 }, (_, at) => `number-${at}`));
    const page = await windowAt(app, consentAddress);
    await page.getByText('1 of 15 requests').waitFor();
    await Promise.all([page.waitForEvent('close'), press(page, 'Deny the rest (15)')]);
    const answers = await queued();
    // No question comes into it: it does not stay for one.
    const left = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
    expect(left, 'the host alone').toBe(1);
    expect(answers.map(({ decision }) => decision)).toEqual(Array.from({ length: 15 }, () => 'deny'));
    await queue(['later']);
    const later = await windowAt(app, consentAddress);
    await later.locator('.name', { hasText: 'later' }).waitFor();
    await press(later, 'Deny');
    expect((await queued()).map(({ decision }) => decision)).toEqual(['deny']);
  });

  it('a window whose page crashed gets no further question', async () => {
    await allGone();
    await queue(['first', 'second']);
    const page = await windowAt(app, consentAddress);
    await page.locator('.name', { hasText: 'first' }).waitFor();
    const [id] = await windowIds();
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find((one) => one.getTitle() === 'Valetkey asks')
        ?.webContents.forcefullyCrashRenderer(),
    );
    await vi.waitFor(async () => expect(await windowIds()).not.toContain(id));
    await vi.waitFor(() => expect(app.windows().includes(page)).toBe(false));
    const next = await windowAt(app, consentAddress);
    await next.locator('.name', { hasText: 'second' }).waitFor();
    expect(await windowIds()).not.toContain(id);
    await press(next, 'Deny');
    expect((await queued()).map(({ decision }) => decision)).toEqual(['deny', 'deny']);
  });

  it('the window has no developer tools where they are switched off', async () => {
    // Electron 33 ends by a segmentation fault, once in about ten runs, when a window is destroyed while the developer
    // tools of another one load. So the host, which has them and is the control, closes its own before the prompt opens.
    // Asked for until it is so: the event of an opening that another one overtakes never comes.
    const hostTools = (open: boolean): Promise<boolean> =>
      app.evaluate((_electron, wanted) => {
        const { webContents } = (globalThis as unknown as AskingGlobal).valetkeyTest.host;
        if (webContents.isDevToolsOpened() !== wanted)
          wanted ? webContents.openDevTools() : webContents.closeDevTools();
        return webContents.isDevToolsOpened();
      }, open);
    await vi.waitFor(async () => expect(await hostTools(true)).toBe(true), { interval: 200 });
    await vi.waitFor(async () => expect(await hostTools(false)).toBe(false), { interval: 200 });

    await ask(promptWith());
    const isOpened = (): Promise<boolean | undefined> =>
      app.evaluate(({ BrowserWindow }) => {
        const asking = BrowserWindow.getAllWindows().find((one) => one.getTitle() === 'Valetkey asks');
        asking?.webContents.openDevTools();
        return asking?.webContents.isDevToolsOpened();
      });
    expect(await isOpened()).toBe(false);
    // Asked again: they open a moment after they were asked for.
    expect(await isOpened()).toBe(false);
    await app.evaluate(() => (globalThis as unknown as AskingGlobal).valetkeyTest.withdraw());
    expect(await answer()).toEqual(unanswered);
  });
});
