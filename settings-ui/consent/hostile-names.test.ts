import type { ConsentPrompt } from '@valetkey/broker/contracts';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { chromiumBefore } from '../../broker/checks/fixtures/chromium-before.ts';
import { openConsent } from '../fixtures/open-consent.ts';

const origin = 'https://api.example.com';
const authority = { providerId: 'http', providerVersion: 1, origins: [origin], placement: 'Bearer token' };
const promptOf = (words: string): ConsentPrompt =>
  ({
    nonce: 'n'.repeat(22),
    extension: { id: 'acme.reader', displayName: words, publisher: words, version: '1.0.0', known: false },
    reason: words,
    provider: { id: 'http', name: words, contributedBy: words },
    choices: [
      {
        connectionId: `con_${'w'.repeat(21)}`,
        displayName: words,
        scope: 'user',
        origins: [origin],
        state: 'ready',
        authority,
        tools: [
          { name: words, effect: 'reads', description: words, definition: '{}', digest: '0'.repeat(64) },
        ],
      },
    ],
    access: { methods: ['GET'], paths: ['/**'], mcpTools: ['*'] },
    expiresAt: 4_000_000_000_000,
  }) as unknown as ConsentPrompt;

const browser = chromiumBefore();

const viewport = { width: 540, height: 1_400 };
const open = (words: string) =>
  openConsent(browser(), { current: () => ({ prompt: promptOf(words) }) }, { viewport });

const tower = `Files${'\u0336\u0489\u0301\u0325'.repeat(4)}`;

it('the consent window escapes marks and blanks in each text that others wrote', async () => {
  const { page, close } = await open(`${tower}\u3164\u2800\u202E`.slice(0, 40));
  await page.locator('.who .name').waitFor();
  const pictures = process.env['VALETKEY_PICTURES_HOSTILE'];
  if (pictures !== undefined) await page.screenshot({ path: pictures });
  const text = (await page.locator('body').textContent()) ?? '';
  expect(text).not.toMatch(/\p{M}{4}|[\p{Me}\u3164\u2800\u202E]/u);
  for (const escaped of ['\\u{489}', '\\u{3164}', '\\u{2800}', '\\u{202E}']) expect(text).toContain(escaped);
  await close();
});

/** Above its letter and below another one. */
const stacked = `Fila${'\u0301'.repeat(30)}a${'\u0325'.repeat(30)}`;

/** The pixels above and below a box, without a margin of 4 pixels; all redrawn, because Chromium leaves traces. */
const around = async (page: Page, { y, height }: { y: number; height: number }): Promise<string> => {
  await page.evaluate(async () => {
    for (const display of ['none', '']) {
      document.documentElement.style.display = display;
      for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
    }
  });
  const [end, begin] = [Math.floor(y) - 4, Math.ceil(y + height) + 4];
  const parts = [
    { x: 0, y: 0, width: viewport.width, height: end },
    { x: 0, y: begin, width: viewport.width, height: viewport.height - begin },
  ];
  const taken = await Promise.all(parts.map((clip) => page.screenshot({ clip, animations: 'disabled' })));
  return taken.map((picture) => picture.toString('base64')).join();
};

it('a tower of marks in the consent window paints nothing beyond its own lines, even unescaped', async () => {
  const { page, close } = await open('Files');
  const places = [
    '.who .name',
    '.who p:nth-of-type(2)',
    'blockquote',
    '.choice b.theirs',
    '.tools code',
    '.tools blockquote',
  ];
  await page.getByRole('button', { name: 'Deny' }).waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Allow once' }).isDisabled()).toBe(false);
  const found: string[] = [];
  for (const place of places) {
    const element = page.locator(place).first();
    if ((await element.count()) === 0) continue;
    found.push(place);
    const write = (text: string) =>
      element.evaluate((one, value) => {
        one.textContent = value;
      }, text);
    await write('Filaa');
    const box = (await element.boundingBox()) ?? expect.fail(place);
    const before = await around(page, box);
    await write(stacked);
    expect((await around(page, box)) === before, place).toBe(true);
    await write('Filaa');
  }
  expect(found.length).toBeGreaterThan(3);
  // The control: without the rule it does.
  const name = page.locator('.who .name');
  const box = (await name.boundingBox()) ?? expect.fail();
  await name.evaluate((one, text) => {
    one.textContent = text;
  }, stacked);
  const contained = await around(page, box);
  await name.evaluate((one) => {
    (one as HTMLElement).style.overflow = 'visible';
  });
  expect((await around(page, box)) === contained).toBe(false);
  await close();
});
