import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { answering } from '../../broker/checks/fixtures/broker-in-folder.ts';
import { goodToken } from '../fixtures/open-settings.ts';
import { settingsInChromium } from '../fixtures/settings-in-chromium.ts';

/** Else the collector ends their sessions. */
const held = new Set<unknown>();

/** What has the focus, as a screen reader would name it; inside components, too. */
const focused = (page: Page): Promise<string> =>
  page.evaluate<string>(`(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at === document.body ? 'nothing' : (at.getAttribute('aria-label') ?? at.textContent).trim();
  })()`);

/** By Tab alone, as somebody without a pointer gets there. */
const tabTo = async (page: Page, name: string | RegExp): Promise<void> => {
  for (let steps = 0; steps < 60; steps += 1) {
    const now = await focused(page);
    if (typeof name === 'string' ? now === name : name.test(now)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${name}`);
};

describe('the settings page by keyboard alone', () => {
  const open = settingsInChromium();

  it('a person adds, tests, replaces the secret of, and deletes a connection by keyboard without losing the focus', async () => {
    const opened = await open();
    const { page } = opened;
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor();
    await tabTo(page, 'New connection');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Add a connection' }).waitFor();
    await tabTo(page, 'Connect to Acme API');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Address');
    await page.keyboard.type(opened.service.url);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Access token');
    await page.keyboard.type(goodToken);
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'Acme API' }).getByText('Not tested', { exact: true }).waitFor();
    expect(await focused(page)).toBe('Connections');

    await tabTo(page, 'Test Acme API');
    await page.keyboard.press('Enter');
    await page.getByText(/It works\. \(status 200/).waitFor();
    expect(await focused(page)).toBe('Test Acme API');

    await tabTo(page, 'Replace secret of Acme API');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(page, 'Access token');
    await page.keyboard.type('not-the-right-one');
    await page.keyboard.press('Enter');
    await page.getByText(/Not saved. The old secret is still in use/).waitFor();
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('Replace secret of Acme API');

    await tabTo(page, 'Delete Acme API');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No connections yet' }).waitFor();
    expect(await focused(page)).not.toBe('nothing');
  });

  it('arrows, Home, End and letters move through the list, / searches, and Delete deletes', async () => {
    const opened = await open({
      before: async ({ connect }) => {
        for (const name of ['Alpha', 'Beta', 'Bravo', 'Gamma']) await connect(name);
      },
    });
    const { page } = opened;
    const list = page.getByRole('listbox', { name: 'Connections' });
    const chosen = (): Promise<string | null> => page.locator('.detail h2').textContent();
    await list.focus();
    expect(await chosen()).toBe('Alpha');
    for (const [key, name] of [
      ['ArrowDown', 'Beta'],
      ['End', 'Gamma'],
      ['Home', 'Alpha'],
      ['b', 'Beta'],
      ['b', 'Bravo'],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByRole('option', { name, selected: true }).waitFor();
      expect(await chosen(), key).toBe(name);
    }
    const active = await list.getAttribute('aria-activedescendant');
    expect(await page.locator(`#${active}`).textContent()).toMatch(/^\s*Bravo\s*Not tested/);
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('Bravo');

    await page.keyboard.press('/');
    expect(await focused(page)).toBe('Search connections (press / to come here)');
    await page.keyboard.type('gam/');
    expect(await page.getByText('No matches.').isVisible()).toBe(true);
    await page.keyboard.press('Backspace');
    expect(await page.getByRole('option').count()).toBe(1);

    await list.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Delete');
    await page.getByText('No matches.').waitFor();
    expect(await focused(page)).not.toBe('nothing');
  });

  it('the focus stays where it was when the focused item is revoked, and in every view', async () => {
    const opened = await open({
      before: async ({ connect, test, reader }) => {
        await connect('Mine');
        test.answer = answering('always');
        for (let n = 0; n < 2; n += 1) {
          held.add(
            await reader.connections.request({ provider: 'acme.reader/api', reason: 'Reads what is new.' }),
          );
        }
      },
    });
    const { page } = opened;
    await page.getByRole('button', { name: 'Access', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'acme.reader, always allowed' }).waitFor();
    await tabTo(page, /^Acme reader acme\.reader uses Mine/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^End: active session 1 of acme/);
    await page.keyboard.press('Enter');
    await page.getByText('1 session ended').waitFor();
    expect(await focused(page)).not.toBe('nothing');
    await tabTo(page, 'Revoke acme.reader on Mine');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing is always allowed.').waitFor();
    await expect.poll(() => focused(page)).toBe('Access');

    await page.getByRole('button', { name: 'Activity', exact: true }).focus();
    await page.keyboard.press('Enter');
    await tabTo(page, 'Activity, newest first');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toMatch(/^Grant revoked|^Session ended/);
    await tabTo(page, 'Close the details');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('Activity, newest first');
    await tabTo(page, 'Verify');
    await page.keyboard.press('Enter');
    await page.getByText(/^All \d+ entries are whole/).waitFor();
    expect(await focused(page)).toBe('Verify');
    expect(opened.complaints).toEqual([]);
  });
});
