import { describe, expect, it } from 'vitest';
import { axeFindings } from '../fixtures/axe.ts';
import { settingsInChromium } from '../fixtures/settings-in-chromium.ts';

describe('the command palette', () => {
  const open = settingsInChromium();

  it('Ctrl+K finds connections, services, extensions and actions from any page', async () => {
    const { page, test, complaints } = await open({
      before: async ({ connect }) => {
        await connect('Team issues');
        await connect('My issues');
      },
    });
    await page.getByRole('button', { name: 'Access', exact: true }).click();
    await page.keyboard.press('Control+k');
    const dialog = page.getByRole('dialog', { name: 'Search connections, services and actions' });
    await dialog.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.type('team iss');
    expect(await dialog.getByRole('option').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Team issues' }).waitFor();

    await page.keyboard.press('Control+k');
    await page.keyboard.type('github');
    expect(await dialog.getByRole('option').first().textContent()).toContain('Connect to GitHub');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'New connection: GitHub' }).waitFor();

    await page.keyboard.press('Control+k');
    await page.keyboard.type('stop every');
    await page.keyboard.press('Enter');
    await page.getByText(/^Everything is stopped/).waitFor();
    expect(await test.settings.stopped({})).toMatchObject({ stopped: true });

    await page.keyboard.press('Control+k');
    await page.keyboard.type('nothing of it');
    await dialog.getByText('No matches.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('a choice in the palette asks before typed input is lost', async () => {
    const { page, service } = await open({ before: ({ connect }) => connect('Mine') });
    await page.getByRole('button', { name: 'New connection' }).click();
    await page.getByRole('button', { name: 'Connect to Acme API' }).click();
    await page.getByLabel('Address', { exact: true }).fill(service.url);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('go to access');
    await page.keyboard.press('Enter');
    await page
      .getByRole('dialog', { name: 'Discard changes?' })
      .getByRole('button', { name: 'Cancel' })
      .click();
    expect(await page.getByRole('heading', { name: 'New connection: Acme API' }).count()).toBe(1);
  });

  it('an action that leads nowhere else leaves an open form as it is', async () => {
    const { page, test, service } = await open({ before: ({ connect }) => connect('Mine') });
    await page.getByRole('button', { name: 'New connection' }).click();
    await page.getByRole('button', { name: 'Connect to Acme API' }).click();
    await page.getByLabel('Address', { exact: true }).fill(service.url);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('stop every');
    await page.keyboard.press('Enter');
    await expect.poll(() => test.settings.stopped({})).toMatchObject({ stopped: true });
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.getByLabel('Address', { exact: true }).inputValue()).toBe(service.url);
  });

  it('Enter that ends the composition of a character chooses nothing', async () => {
    const { page } = await open();
    await page.keyboard.press('Control+k');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Input.imeSetComposition', { text: 'ac', selectionStart: 2, selectionEnd: 2 });
    // What an input method sends while it composes: the key is its own.
    await session.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key: 'Enter',
      windowsVirtualKeyCode: 13,
    });
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Enter', windowsVirtualKeyCode: 13 });
    expect(await dialog.count()).toBe(1);
    await page.keyboard.press('Escape');
  });

  it('the activity of an extension is all of it, whatever was looked for before', async () => {
    const { page } = await open({ before: ({ connect }) => connect('Mine') });
    const look = async (): Promise<void> => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('activity of acme reader');
      await page.keyboard.press('Enter');
    };
    const search = page.getByLabel('Search activity', { exact: false });
    const time = page.getByRole('combobox', { name: 'Time', exact: true });
    const known = `document.querySelector('vk-settings').data.extensions !== undefined`;
    await expect.poll(() => page.evaluate(known)).toBe(true);
    await look();
    await search.fill('nothing of it');
    await time.click();
    await page.getByRole('option', { name: 'Last hour', exact: true }).click();
    await page.getByText('No matching entries.').waitFor();
    await look();
    await expect.poll(() => search.inputValue()).toBe('');
    expect(await page.evaluate(`document.querySelector('vscode-single-select[title=Time]').value`)).toBe('');
    await page.getByText('No matching entries.').waitFor({ state: 'detached' });
  });
});
