import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { answerInPage } from './fixtures/answer-in-page.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { askedAbout, confirmChange, type OpenedApp, openApp } from './fixtures/open-app.ts';

const token = 'good-token-1234567890';
const why = whyNoElectron();
/** Where VALETKEY_PICTURES=1 puts pictures of the prompt. */
const pictures = join(import.meta.dirname, '../../.pictures');

/** What a person sees of "loosening needs main's own prompt": a real Electron, a real service. */
describeUnless(why, 'a change that has to be confirmed, in the desktop', {}, () => {
  const service = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"login":"reader"}');
  });
  let url: string;
  let opened: OpenedApp;
  let settings: Page;
  const test = () => settings.getByRole('button', { name: 'Test Work' }).click();
  const picture = async (page: Page, name: string): Promise<void> => {
    if (process.env['VALETKEY_PICTURES'] === undefined) return;
    mkdirSync(pictures, { recursive: true });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) });
    }
  };

  beforeAll(async () => {
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    opened = await openApp();
    settings = opened.settings;
    await settings.getByRole('button', { name: 'New connection' }).click();
    const card = settings.getByRole('listitem').filter({ hasText: 'Gitea and Forgejo' });
    await card.getByRole('button', { name: 'Connect to Gitea and Forgejo' }).click();
    await settings.getByLabel('Address', { exact: true }).fill(url);
    await settings.getByLabel('Name', { exact: true }).fill('Work');
    await settings.getByLabel('Access token', { exact: true }).fill(token);
    await settings.getByRole('button', { name: 'Save' }).click();
    await settings.getByRole('article', { name: 'Work' }).waitFor();
  });
  afterAll(async () => {
    await opened?.stop();
    service.closeAllConnections();
    service.close();
  });

  it('the page says that it waits, the window shows the host, and Cancel changes nothing', async () => {
    await test();
    const asked = await askedAbout(opened.app, 'Contact');
    await settings.getByText(/^Waiting for your confirmation: Valetkey asks you in its own window/).waitFor();
    await asked.getByText('Contact this host for the first time?').waitFor();
    expect(await asked.locator('.origin').allInnerTexts()).toEqual([url]);
    await picture(asked, 'confirm-contact');
    const cancel = asked.getByRole('button', { name: 'Cancel' });
    await Promise.all([asked.waitForEvent('close'), cancel.click().catch(() => undefined)]);
    await settings.getByText('It was not allowed. Nothing was changed.').waitFor();
    await settings.getByText(/^Waiting for your confirmation/).waitFor({ state: 'hidden' });
  });

  it('a taken-over page that answers by itself denies, and the log names it', async () => {
    await test();
    const asked = await askedAbout(opened.app, 'Contact');
    const closed = asked.waitForEvent('close');
    answerInPage(asked, 'answerChange', { decision: 'allow' });
    await closed;
    await settings.getByText('It was not allowed. Nothing was changed.').waitFor();
    expect(opened.printed()).toContain('answered without a press in its window');
  });

  it('a yes continues, and the host is not asked about again', async () => {
    await test();
    await confirmChange(opened.app, 'Contact');
    await settings
      .getByText(/It works\. \(status 200/)
      .first()
      .waitFor();
    await test();
    await settings.getByRole('button', { name: 'Test Work' }).waitFor();
    expect(opened.app.windows().map((page) => page.url())).not.toContain('valetkey-ui://consent/');
  });

  it('resuming after "Stop everything" asks, and the log says who answered', async () => {
    await settings.getByRole('button', { name: /^Stop everything/ }).click();
    await settings.getByText(/Everything is stopped/).waitFor();
    await settings.getByRole('button', { name: 'Resume' }).click();
    await picture(await askedAbout(opened.app, 'Resume'), 'confirm-resume');
    await confirmChange(opened.app, 'Resume');
    await settings.getByText(/Everything is stopped/).waitFor({ state: 'detached' });
    await settings.getByRole('button', { name: 'Activity', exact: true }).click();
    const isChange = { has: settings.locator('.log-kind', { hasText: /^Change$/ }) };
    await settings.getByRole('option').filter(isChange).first().click();
    await settings.getByText('you, in a window of Valetkey').waitFor();
  });
});
