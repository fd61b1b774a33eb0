import { expect, it } from 'vitest';
import { extensionNamed } from '../../broker/checks/fixtures/broker-in-folder.ts';
import { settingsInChromium } from '../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

const turn = '\u202E';
const marked = '<img src=x onerror=alert(1)>';
/** As long as the schema lets each be, with a turned direction, a mark-up and no place to break. */
const hostile = (length: number): string => `${turn}${marked}${'W'.repeat(length)}`.slice(0, length);

it('the page shows a provider’s own words as text, escaped and within their place', async () => {
  const { page, test, complaints } = await open();
  test.attach(
    extensionNamed('evil', {
      contributes: {
        connectionProviders: [
          {
            id: 'api',
            name: hostile(80),
            description: hostile(400),
            groups: [{ id: 'more', label: hostile(80), help: hostile(400) }],
            fields: [
              { id: 'url', type: 'url', label: hostile(80), help: hostile(400), placeholder: hostile(80) },
              { id: 'note', type: 'string', label: hostile(80), group: 'more', required: false },
              { id: 'token', type: 'secret', label: `${turn}nekot`, help: hostile(400) },
            ],
            origins: ['{url}'],
            auth: { kind: 'bearer', secret: 'token' },
          },
        ],
      },
    }),
  );
  const stands = async (): Promise<void> => {
    const text = await page.locator('body').textContent();
    expect(text).toContain('\\u{202E}');
    expect(text).not.toContain(turn);
    expect(await page.locator('main img').count()).toBe(0);
    const wide = await page.evaluate<number[]>(
      `[...document.querySelectorAll('html, main, .pane, .card, .connection-form')].map((one) => one.scrollWidth - one.clientWidth)`,
    );
    expect(Math.max(...wide)).toBeLessThanOrEqual(0);
  };
  await page.getByRole('button', { name: 'New connection' }).click();
  const card = page.getByRole('article').filter({ hasText: 'acme.evil/api' });
  await card.waitFor();
  await stands();
  await card.getByRole('button').click();
  await page.getByRole('heading', { name: /^New connection/ }).waitFor();
  await stands();
  expect(complaints).toEqual([]);
});

it('a connection’s name reverses no text, in the list and beside it', async () => {
  const { page } = await open({
    before: ({ connect }) => connect(`${turn}gnp.yrotsih${marked}`),
  });
  await page.getByRole('listbox').waitFor();
  expect(await page.locator('.row-name').first().textContent()).toBe(`\\u{202E}gnp.yrotsih${marked}`);
  expect(await page.locator('.detail h2').textContent()).toBe(`\\u{202E}gnp.yrotsih${marked}`);
});
