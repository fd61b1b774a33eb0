import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { answerFileDialog, whyNoKeyboard } from './fixtures/answer-file-dialog.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { type OpenedApp, openApp } from './fixtures/open-app.ts';

const why = whyNoElectron() ?? whyNoKeyboard();
const token = 'npm_carried-nowhere-1234567890';

/** A real Electron and the system's own dialogs, answered by keys. */
describeUnless(why, 'exporting and importing connections, in the desktop', {}, () => {
  let opened: OpenedApp;
  let settings: Page;
  let file: string;
  beforeAll(async () => {
    opened = await openApp();
    settings = opened.settings;
    file = join(opened.home, 'to the other machine.json');
    await settings.getByRole('button', { name: 'New connection' }).click();
    const card = settings.getByRole('listitem').filter({ hasText: 'acme.registry-reader/registry' });
    await card.getByRole('button', { name: 'Connect to npm registry' }).click();
    await settings.getByLabel('Registry address').fill('https://npm.shop.example.co.uk');
    await settings.getByLabel('Name', { exact: true }).fill('Team registry');
    await settings.getByLabel('Access token', { exact: true }).fill(token);
    await settings.getByRole('button', { name: 'Save' }).click();
    await settings.getByRole('article', { name: 'Team registry' }).waitFor();
  });
  afterAll(() => opened?.stop());

  const save = () =>
    settings.getByRole('button', { name: 'Export all connections, without secrets' }).click();
  const choose = async (answer: Parameters<typeof answerFileDialog>[2]): Promise<void> => {
    await settings.getByRole('button', { name: 'Import connections from a file' }).click();
    await answerFileDialog(opened.env, 'Open File', answer);
  };
  const look = () => settings.getByRole('dialog', { name: 'Import connections?' });
  const rows = () => settings.getByRole('option');

  it('an export is a file without secrets at the place that the person chose', async () => {
    await save();
    await answerFileDialog(opened.env, 'Save the export', { path: file });
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toMatch(/\}\n$/));
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain(token);
    expect(JSON.parse(text)).toMatchObject({
      format: 'valetkey-connections',
      connections: [{ displayName: 'Team registry', fields: { url: 'https://npm.shop.example.co.uk' } }],
    });
  });

  it('an import reads the chosen file after a preview, and a cancelled one adds nothing', async () => {
    await settings.getByRole('button', { name: 'Delete Team registry' }).click();
    await settings.getByRole('heading', { name: 'No connections yet' }).waitFor();

    await choose('cancel');
    await choose({ path: file });
    await look().getByText('To import (1)').waitFor();
    expect(await look().locator('.origin strong').textContent()).toBe('example.co.uk');
    await settings.keyboard.press('Escape');
    await look().waitFor({ state: 'detached' });
    expect(await rows().count()).toBe(0);

    await choose({ path: file });
    await look().getByRole('button', { name: 'Import', exact: true }).click();
    await settings.getByText('One connection was imported. Enter its secret now.').waitFor();
    await settings
      .getByRole('article', { name: 'Team registry' })
      .getByText(/^Enter the secret/)
      .waitFor();
    expect(await rows().count()).toBe(1);
  });

  it('an import refuses any other file and shows nothing of its text', async () => {
    const other = join(opened.home, 'notes.json');
    writeFileSync(other, JSON.stringify({ note: 'for nobody else' }));
    await choose({ path: other });
    await settings.getByText('This file is not an export of connections.').waitFor();
    expect(await settings.content()).not.toContain(token);
    expect(await rows().count()).toBe(1);
  });
});
