import { expect, it } from 'vitest';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

it('the gallery shows a service once with all its ways to sign in, and the form of a new connection lets one choose', async () => {
  const { page, complaints } = await open();
  await page.getByRole('button', { name: 'New connection' }).click();
  // A word of the other way to sign in finds the service, too.
  await page.getByLabel('Search services', { exact: false }).fill('linear by signing in');
  const card = page.getByRole('article', { name: 'Linear', exact: true });
  await card.getByText('2 ways to sign in').waitFor();
  expect(await page.getByRole('article', { name: 'Linear (sign in)' }).count()).toBe(0);

  await card.getByRole('button', { name: 'Connect to Linear' }).click();
  await page.getByText('An extension that asks for Linear can use any of these.').waitFor();
  const choice = page.getByRole('combobox', { name: 'Sign-in' });
  await choice.click();
  await page.getByRole('option', { name: 'Sign-in in the browser' }).click();
  await page.getByRole('heading', { name: 'New connection: Linear (sign in)' }).waitFor();
  await page.getByLabel('Client ID', { exact: true }).fill('client-1');

  // What was typed is not lost without a question.
  await choice.click();
  await page.getByRole('option', { name: 'Token or key' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  expect(await page.getByLabel('Client ID', { exact: true }).inputValue()).toBe('client-1');
  await choice.click();
  await page.getByRole('option', { name: 'Token or key' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('heading', { name: 'New connection: Linear', exact: true }).waitFor();
  await page.getByLabel('API key', { exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

it('a service with one way to sign in has no choice of it in its form', async () => {
  const { page } = await open();
  await page.getByRole('button', { name: 'New connection' }).click();
  await page.getByRole('button', { name: 'Connect to Every field' }).click();
  await page.getByRole('heading', { name: 'New connection: Every field' }).waitFor();
  expect(await page.getByRole('combobox', { name: 'Sign-in' }).count()).toBe(0);
});
