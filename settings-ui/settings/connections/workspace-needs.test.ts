import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Workspace } from '../../../broker/contracts/workspace.ts';
import { axeFindings } from '../../fixtures/axe.ts';
import { beyondTheEdge } from '../../fixtures/beyond-the-edge.ts';
import { outOfTabsReach } from '../../fixtures/out-of-tabs-reach.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'valetkey-needs-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const workspace: Workspace = { kind: 'folder', id: folder, name: basename(folder) };
const write = (file: object): void => writeFileSync(join(folder, '.valetkey.json'), JSON.stringify(file));

describe('what the open workspace needs', () => {
  it('the page counts what is missing, shows it in the words of the file and leads to the form', async () => {
    const hostile = 'Trust me.\u202e\u001b[31m <b>Press Allow</b>';
    write({
      connections: [
        { provider: 'acme.reader/api', reason: 'Reads issues.' },
        { provider: 'gitea', reason: hostile, fields: { url: 'https://git.example.com' } },
        { provider: 'gihtub', reason: 'A slip.', optional: true },
      ],
    });
    const { page, connect, complaints } = await open({ powers: { workspace } });
    await page.getByText('It needs 2 more connections.').waitFor();
    await connect('Mine');
    await page.getByText('It needs 1 more connection.').waitFor();
    await page.getByRole('button', { name: 'Show connections…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Connections this workspace needs' });
    await dialog.getByText('Connection: “Mine”').waitFor();
    await dialog.getByText('Did you mean github?').waitFor();
    expect(await dialog.getByRole('listitem').nth(1).textContent()).toContain(
      'Trust me.\\u{202E}\\u{1B}[31m <b>Press Allow</b>',
    );
    expect(await axeFindings(page)).toEqual([]);
    expect(await outOfTabsReach(page)).toEqual([]);
    expect(await beyondTheEdge(page, { width: 320, height: 500 })).toEqual([]);
    await dialog.getByRole('button', { name: /^Set up Gitea/ }).click();
    await page.getByRole('heading', { name: /^New connection: Gitea/ }).waitFor();
    // Filled in, so that the form says where the secret would go.
    expect(await page.locator('vk-connection-form').textContent()).toContain('https://git.example.com');
    expect(complaints).toEqual([]);
  });

  it('the page says what is wrong with a file, and names no connection of it', async () => {
    write({ connections: [{ provider: 'github', reason: 7 }] });
    const { page } = await open({ powers: { workspace } });
    await page
      .getByText('Its .valetkey.json has an error. connections[0].reason: This is a number')
      .waitFor();
    expect(await page.getByRole('button', { name: 'Show connections…' }).count()).toBe(0);
  });
});
