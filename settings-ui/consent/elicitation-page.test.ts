import type { ElicitationAnswer, ElicitationPrompt } from '@valetkey/broker/contracts';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { chromiumBefore } from '../../broker/checks/fixtures/chromium-before.ts';
import { elicitationWith } from '../../broker/contracts/fixtures/elicitation-with.ts';
import { axeFindings } from '../fixtures/axe.ts';
import { beyondTheEdge } from '../fixtures/beyond-the-edge.ts';
import { openConsent } from '../fixtures/open-consent.ts';

const nonce = 'n'.repeat(22);
const text = { kind: 'text', minLength: 0, maxLength: 40, masked: false, required: false };
const form = {
  mode: 'form',
  fields: [
    { ...text, label: 'Name \u202e<b>', hint: 'Your <i>name</i>', required: true },
    { ...text, label: 'Password', masked: true },
    { ...text, label: 'Mail', format: 'email' },
    { kind: 'number', label: 'Age', integer: true, minimum: 0, maximum: 150, required: false },
    { kind: 'boolean', label: 'Sure', required: true },
    { kind: 'choice', label: 'Color', options: ['red', 'blue'], default: 1, required: false },
    {
      kind: 'choices',
      label: 'Fish',
      options: ['tuna', 'trout'],
      minItems: 1,
      maxItems: 2,
      required: false,
    },
  ],
};
const prompt = (asks: object, more: object = {}): ElicitationPrompt =>
  elicitationWith({
    server: 'notes\u202e',
    message: `Who <script>are</script> you? ${'w'.repeat(900)}`,
    looksSecret: true,
    asks,
    ...more,
  });

const browser = chromiumBefore();
const open = (shown: ElicitationPrompt, answers: ElicitationAnswer[]) =>
  openConsent(
    browser(),
    {
      current: () => ({ elicitation: shown }),
      answerElicitation: (answer) => {
        answers.push(answer);
        return { accepted: true };
      },
    },
    { told: (what) => answers.push(what as never) },
  );
const press = async (page: Page, name: string): Promise<void> => {
  const button = page.getByRole('button', { name });
  await expect.poll(() => button.isEnabled()).toBe(true);
  await button.click();
};

it('axe finds no problem in a form of an MCP server, in every theme, and nothing goes beyond the edge', async () => {
  const { page, complaints, close } = await open(prompt(form), []);
  await press(page, 'Send answer'); // with what does not fit shown
  await page.getByText('Fill this in.').first().waitFor();
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const)
    for (const contrast of ['no-preference', 'more'] as const) {
      await page.emulateMedia({ colorScheme, contrast });
      found.push(...(await axeFindings(page)));
    }
  expect(found).toEqual([]);
  expect(await beyondTheEdge(page, { width: 540, height: 660 })).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

it('a form says what does not fit and sends nothing, then sends values in the order of the fields', async () => {
  const answers: ElicitationAnswer[] = [];
  const { page, close } = await open(prompt(form), answers);
  await page.getByLabel('Mail').fill('nobody');
  await page.getByLabel('Age').fill('old');
  await press(page, 'Send answer');
  await page.getByText('Enter an email address.').waitFor();
  await page.getByText('Enter a number.').waitFor();
  expect(await page.evaluate('document.activeElement.dataset.field')).toBe('0');
  expect([await page.getByLabel('Age').inputValue(), answers]).toEqual(['old', []]);

  await page.getByLabel('Name').fill('Ada');
  await page.getByLabel('Password').fill('hidden');
  await page.getByLabel('Mail').fill('ada@example.com');
  await page.getByLabel('Age').fill('36');
  await page.getByLabel('Sure').selectOption('No');
  await page.getByLabel('trout').check();
  await press(page, 'Send answer');
  await expect
    .poll(() => answers)
    .toEqual([{ nonce, action: 'accept', values: ['Ada', 'hidden', 'ada@example.com', 36, false, 1, [1]] }]);
  await close();
});

it('a number of which only spaces were typed is no number', async () => {
  const answers: ElicitationAnswer[] = [];
  const number = { kind: 'number', label: 'Age', integer: true, required: false };
  const { page, close } = await open(prompt({ mode: 'form', fields: [number] }), answers);
  await page.getByLabel('Age').fill('  ');
  await press(page, 'Send answer');
  await expect.poll(() => answers).toEqual([{ nonce, action: 'accept', values: [null] }]);
  await close();
});

it('a form shows where the answer goes, warns of secrets, hides what is typed, and takes no markup', async () => {
  const { page, close } = await open(prompt(form), []);
  await page.getByText('This looks like a question for a password').waitFor();
  expect(await page.locator('.origin strong').allInnerTexts()).toEqual(['acme.example']);
  expect(await page.getByLabel('Password').getAttribute('type')).toBe('password');
  expect(await page.locator('main :is(script, b, i)').count()).toBe(0);
  expect(await page.locator('main').textContent()).not.toContain('\u202e');
  expect(await page.evaluate('document.activeElement.textContent')).toContain('Cancel');
  await close();
});

it('an address is shown whole with its host in bold, and the page itself never goes there', async () => {
  const answers: ElicitationAnswer[] = [];
  const address = `https://pay.example.com/a?${'b'.repeat(2_000)}`;
  const { page, close } = await open(
    prompt({ mode: 'url', address, origin: 'https://pay.example.com' }),
    answers,
  );
  expect(await page.locator('.mcp code').textContent()).toBe(address);
  expect(await page.locator('.origin strong').allInnerTexts()).toEqual(['example.com']);
  expect(await page.locator('main a').count()).toBe(0);
  await press(page, 'Open in browser');
  await expect.poll(() => answers).toEqual([{ nonce, action: 'accept', values: [] }]);
  await close();
});

it.each([
  ['Decline', 'decline'],
  ['Cancel', 'cancel'],
])('the button %s answers with %s', async (name, action) => {
  const answers: ElicitationAnswer[] = [];
  const { page, close } = await open(prompt(form), answers);
  await press(page, name);
  await expect.poll(() => answers).toEqual([{ nonce, action }]);
  await close();
});
