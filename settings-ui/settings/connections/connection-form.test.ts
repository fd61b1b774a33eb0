import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { answering } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { goodToken } from '../../fixtures/open-settings.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const problemOf = (page: Page, label: string) =>
  page.locator('vk-field', { hasText: label }).locator('.problem');
const formOf = async (page: Page, service: string): Promise<void> => {
  await page.getByRole('button', { name: 'New connection' }).click();
  await page.getByRole('button', { name: `Connect to ${service}` }).click();
  await page.getByRole('heading', { name: `New connection: ${service}` }).waitFor();
};

describe('the form of a provider', () => {
  it('the form has every type of field, asks for what other fields require, and saves the values', async () => {
    const { page, test, complaints } = await open();
    await formOf(page, 'Every field');
    await page.getByText('Data stays in Frankfurt.').waitFor();
    await page.getByRole('combobox', { name: 'Region' }).click();
    await page.getByRole('option', { name: 'United States', exact: true }).click();
    await page.getByText('Data stays in Virginia.').waitFor();
    await page.getByText('Lower-case letters.').waitFor();
    await field(page, 'Project').fill('alpha');
    expect(await field(page, 'Retries').isVisible(), 'folded').toBe(false);
    await page.getByText('Rarely changed').click();
    expect(await field(page, 'Retries').inputValue(), 'its default').toBe('3');
    await field(page, 'Retries').fill('2');
    expect(await field(page, 'Proxy name').count()).toBe(0);
    await page.getByText('Use a proxy').click();
    await field(page, 'Proxy name').fill('left again');
    await page.getByText('Use a proxy').click();
    await field(page, 'Proxy name').waitFor({ state: 'detached' });
    await page.getByText('Use a proxy').click();
    await field(page, 'Proxy name').fill('squid');
    await field(page, 'Key').fill(goodToken);
    await page.getByText('Only the workspace “Test”').click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('.detail').getByText('Not tested').waitFor();
    const [saved] = (await test.settings.listConnections({})).connections;
    expect(saved).toMatchObject({
      fields: { region: 'us', project: 'alpha', retries: 2, proxied: true, proxyName: 'squid' },
      scope: 'workspace',
      displayName: 'Every field',
      secretFields: [{ field: 'token', saved: true }],
    });
    expect(complaints).toEqual([]);
  });

  it('the form shows a problem beside its field while typing and removes it; before saving it shows all', async () => {
    const { page, test } = await open();
    await formOf(page, 'Every field');
    await field(page, 'Project').fill('UPPER');
    await problemOf(page, 'Project').getByText('does not have the form').waitFor();
    expect(await problemOf(page, 'Key').textContent(), 'not for what is still to come').toBe('');
    await field(page, 'Project').fill('lower');
    await expect.poll(() => problemOf(page, 'Project').textContent()).toBe('');

    await field(page, 'Project').fill('');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await problemOf(page, 'Project').getByText(/./).waitFor();
    await problemOf(page, 'Key').getByText(/./).waitFor();
    expect(await field(page, 'Project').evaluate((input) => input.matches(':focus'))).toBe(true);
    expect(await field(page, 'Project').getAttribute('aria-invalid')).toBe('true');
    expect((await test.settings.listConnections({})).total).toBe(0);
  });

  it('the form keeps main’s message beside a field until something else is typed there', async () => {
    const { page, test } = await open();
    await formOf(page, 'MCP server on this computer');
    await field(page, 'Program').fill('node');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const said = problemOf(page, 'Program').getByText(/./);
    await said.waitFor();
    await field(page, 'Folder').fill('/tmp');
    // Longer than a field waits until it counts as filled in.
    await page.waitForTimeout(1_000);
    expect(await said.isVisible()).toBe(true);
    await field(page, 'Program').fill(process.execPath);
    await said.waitFor({ state: 'detached' });
    expect((await test.settings.listConnections({})).total).toBe(0);
  });

  it('the form unfolds a group that has a problem before saving', async () => {
    const { page } = await open();
    await formOf(page, 'Every field');
    await field(page, 'Project').fill('alpha');
    await field(page, 'Key').fill(goodToken);
    await page.getByText('Rarely changed').click();
    await field(page, 'Retries').fill('99');
    await page.getByText('Rarely changed').click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await problemOf(page, 'Retries').getByText('at most 5').waitFor();
    expect(await field(page, 'Retries').evaluate((input) => input.matches(':focus'))).toBe(true);
  });

  it('the form suggests a name that no other connection has, also if the user leaves it empty', async () => {
    const { page, test, service } = await open({ before: ({ connect }) => connect('Acme API') });
    await formOf(page, 'Acme API');
    expect(await field(page, 'Name').inputValue()).toBe('Acme API 2');
    await field(page, 'Name').fill(' ');
    await field(page, 'Address').fill(service.url);
    await field(page, 'Access token').fill(goodToken);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('option', { name: /^Acme API 2/ }).waitFor();
    expect((await test.settings.listConnections({})).total).toBe(2);
  });

  it('the form does not promise to keep a secret when the address leads elsewhere', async () => {
    const { page, service } = await open({ before: ({ connect }) => connect('Mine') });
    await page.getByRole('button', { name: 'Edit Mine' }).click();
    const hint = () => field(page, 'Access token').getAttribute('placeholder');
    expect(await hint()).toContain('Leave empty to keep it');
    await field(page, 'Address').fill('https://elsewhere.example');
    await expect.poll(hint).toContain('Enter it again');
    await field(page, 'Address').fill(service.url);
    await expect.poll(hint).toContain('Leave empty to keep it');
  });

  it('the form says that all but the secret was saved, and the next try saves it', async () => {
    const { page, test, reader } = await open({ before: ({ connect }) => connect('Mine') });
    test.answer = answering('always');
    await reader.connections.request({ provider: 'acme.reader/api', reason: 'To try.' });
    await page.getByRole('button', { name: 'Edit Mine' }).click();
    await field(page, 'Name').fill('Ours');
    await field(page, 'Access token').fill('another-token-1234567890');
    test.allowChange = () => false;
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page
      .getByText('Everything but the secret was saved. It was not allowed.', { exact: true })
      .waitFor();
    expect((await test.settings.listConnections({})).connections[0]?.displayName).toBe('Ours');
    // By then the page has looked at what changed, and is drawn again.
    await page.getByRole('option', { name: /^Ours/ }).waitFor();
    test.allowChange = () => true;
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Ours was saved.').waitFor();
    expect(test.changes.map(({ kind }) => kind)).toEqual(['replace-secret', 'replace-secret']);
  });

  it('leaving the form asks before input is lost, and staying keeps it', async () => {
    const { page } = await open({ before: ({ connect }) => connect('Mine') });
    const asked = page.getByRole('dialog', { name: 'Discard changes?' });
    await formOf(page, 'Acme API');
    await page.getByRole('option', { name: /^Mine/ }).click();
    await page.getByRole('heading', { name: 'Mine' }).waitFor();
    await formOf(page, 'Acme API');
    await field(page, 'Access token').fill(goodToken);
    for (const elsewhere of [
      page.getByRole('button', { name: 'Activity', exact: true }),
      page.getByRole('option', { name: /^Mine/ }),
      page.getByRole('button', { name: 'New connection' }),
    ]) {
      await elsewhere.click();
      await asked.waitFor();
      await page.keyboard.press('Escape');
      expect(await field(page, 'Access token').inputValue()).toBe(goodToken);
    }
    await page.getByRole('button', { name: 'Activity', exact: true }).click();
    await asked.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('heading', { name: 'Activity', exact: true }).waitFor();

    await page.getByRole('button', { name: 'Connections', exact: true }).click();
    await formOf(page, 'Acme API');
    await field(page, 'Access token').fill(goodToken);
    await page.getByRole('button', { name: 'Connections', exact: true }).click();
    await asked.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('heading', { name: 'Mine' }).waitFor();
    expect(await page.locator('vk-connection-form').count(), 'who agreed to leave has left').toBe(0);
  });

  it('pasted text is inserted at the cursor without surrounding blanks', async () => {
    const { page } = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await formOf(page, 'Acme API');
    const paste = async (into: string, text: string): Promise<void> => {
      await page.evaluate((one) => navigator.clipboard.writeText(one), text);
      await field(page, into).focus();
      await page.keyboard.press('ControlOrMeta+v');
    };
    await paste('Address', '  https://api.acme.example\n');
    expect(await field(page, 'Address').inputValue()).toBe('https://api.acme.example');
    await page.locator('.goes-to').getByText('https://api.acme.example').waitFor();
    await field(page, 'Access token').fill('begin-');
    await paste('Access token', ' \tmiddle-and-end \n');
    expect(await field(page, 'Access token').inputValue()).toBe('begin-middle-and-end');
  });

  it('the form names the service’s author and documentation, and opens that in the system browser', async () => {
    const opened: string[] = [];
    const openInSystemBrowser = async (address: string): Promise<void> => {
      opened.push(address);
      if (opened.length > 1) throw new Error('no browser here');
    };
    const { page } = await open({ powers: { openInSystemBrowser } });
    await formOf(page, 'Acme API');
    await page.getByText('This service is described by Acme reader').waitFor();
    expect(await page.locator('.documentation').textContent()).toBe('https://docs.acme.example/tokens');
    await page.getByRole('button', { name: 'Open in your browser: the documentation' }).click();
    await expect.poll(() => opened).toEqual(['https://docs.acme.example/tokens']);
    await page.getByRole('button', { name: 'Open in your browser: the documentation' }).click();
    await page.getByText('No browser could be opened. Open the address yourself.').waitFor();
    expect(await page.getByRole('link').count(), 'a page of ours goes nowhere').toBe(0);
  });
});
declare const navigator: { clipboard: { writeText(text: string): Promise<void> } };
