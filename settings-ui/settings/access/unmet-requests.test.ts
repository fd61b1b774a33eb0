import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { extensionNamed } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { type Open, settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

type Before = NonNullable<NonNullable<Parameters<Open>[0]>['before']>;
type Asks = { readonly connections: { request(asked: object): Promise<unknown> } };

const asks = ({ connections }: Asks, name: string): Promise<unknown> =>
  connections
    .request({ provider: `acme.${name}/api`, reason: 'For tests.' })
    .catch(({ code }: { readonly code: string }) => expect(code).toBe('no-connection'));

describe('a request that arrives while a button of another one is held down', () => {
  /** Presses, has another extension ask, waits until the page shows it, and lets go. */
  const pressedWhileAnotherAsks = async (buttonIn: (page: Page) => Locator) => {
    const before: Before = async ({ test }) => {
      // What stands above the rows has its place already.
      await asks(test.attach(extensionNamed('first')), 'first');
      await asks(test.attach(extensionNamed('second')), 'second');
    };
    const opened = await open({ before });
    const { page, test } = opened;
    await page.getByRole('button', { name: 'Extensions', exact: true }).click();
    await buttonIn(page).hover();
    await page.mouse.down();
    await asks(test.attach(extensionNamed('other')), 'other');
    await page.getByRole('article', { name: /^Acme other asked/ }).waitFor();
    await page.mouse.up();
    return opened;
  };

  it('the button dismisses its own request or none, and the next click dismisses that one', async () => {
    const { page, test, complaints } = await pressedWhileAnotherAsks((shown) =>
      shown.getByRole('button', { name: 'Dismiss the request of Acme second' }),
    );
    await page.getByRole('button', { name: 'Dismiss the request of Acme second' }).click();
    await page.getByRole('article', { name: /^Acme second asked/ }).waitFor({ state: 'detached' });
    const left = await test.settings.listUnmetRequests({});
    expect(left.map(({ extension }) => extension)).toEqual(['acme.other', 'acme.first']);
    expect(complaints).toEqual([]);
  });

  it('the button above every view adds no connection for the one that took its place', async () => {
    const { page, complaints } = await pressedWhileAnotherAsks((shown) =>
      shown.locator('.waiting-request').getByRole('button', { name: /^Add a connection… to/ }),
    );
    await page.getByText('Acme other asked for a connection').waitFor();
    expect(await page.getByRole('heading', { name: 'Extensions', exact: true }).isVisible()).toBe(true);
    expect(complaints).toEqual([]);
  });
});
