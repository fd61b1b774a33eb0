import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { settingsInChromium } from '../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();
const html = readFileSync(fileURLToPath(new URL('../pages/settings.html', import.meta.url)), 'utf8');
const all = (pattern: RegExp): (string | undefined)[] =>
  [...html.matchAll(pattern)].map(([, found]) => found);

it('the first paint before the script matches the frame that the page then draws', async () => {
  const { page, complaints } = await open();
  const drawn = page.getByRole('navigation');
  expect((await drawn.getByRole('button').allTextContents()).map((text) => text.trim())).toEqual(
    all(/<\/svg>(\w+)</g),
  );
  const paths = await drawn
    .locator('path')
    .evaluateAll((found) => found.map((one) => (one as unknown as Drawn).getAttribute('d')));
  expect(paths).toEqual(all(/<path d="([^"]+)"/g));

  const placesIn = async (tab: string): Promise<unknown> =>
    Promise.all((await page.locator(tab).all()).map((one) => one.boundingBox()));
  const places = await placesIn('vk-settings nav .tab');
  // The same page, whose script never comes.
  await page.route('**/settings.js', () => undefined);
  await page.reload();
  await page.locator('.whole .tab').first().waitFor();
  expect(await placesIn('.whole nav .tab')).toEqual(places);
  expect(await page.getByRole('status').textContent()).toBe('Valetkey is starting…');
  expect(complaints).toEqual([]);
});
type Drawn = { getAttribute(name: string): string | null };

it('the script waits for the first frame, or 150 ms where none comes', async () => {
  const { page } = await open();
  const [parsed, first, begun] = await page.evaluate<[number, number, number]>(`[
    performance.getEntriesByType('navigation')[0].domInteractive,
    performance.getEntriesByName('first-contentful-paint')[0].startTime,
    performance.getEntriesByName('settings:begun')[0].startTime,
  ]`);
  expect(begun).toBeGreaterThan(Math.min(first, parsed + 149));
});
