import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { extensionNamed } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { readerExtension } from '../../fixtures/sample-service.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

const inGallery = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'New connection' }).click();
  await page.getByRole('heading', { name: 'Add a connection' }).waitFor();
};
const cardOf = (page: Page, name: string) => page.getByRole('article', { name, exact: true });
const textOf = async (page: Page, name: string): Promise<string> =>
  ((await cardOf(page, name).textContent()) ?? '').replace(/\s+/g, ' ').trim();

it('a contributed service shows where its secret goes first, then what it is, what it asks for and its author', async () => {
  const { page } = await open();
  await inGallery(page);
  expect(await textOf(page, 'Every field')).toBe(
    [
      'Secret is sent to https://api.every.example Every field Token or key',
      'A provider that asks for everything that can be asked for.',
      'Asks for Region, Project, Retries, Use a proxy, Proxy name, Key',
      'Extension Acme reader acme.reader/every Publisher acme Connect',
    ].join(' '),
  );
  expect(await textOf(page, 'Acme API')).toContain('Secret is sent to the Address that you enter Acme API');
});

it('a built-in service says so, and has a letter as its icon', async () => {
  const { page } = await open();
  await inGallery(page);
  await page.getByLabel('Search services', { exact: false }).fill('github.com');
  const text = await textOf(page, 'GitHub');
  expect(text).toMatch(
    /^Secret is sent to https:\/\/api\.github\.com https:\/\/uploads\.github\.com G GitHub /,
  );
  expect(text).toContain('From built in github');
});

it.each([
  ['authorizationCode', 'Sign-in in the browser'],
  ['deviceCode', 'Sign-in in the browser, with a code'],
  ['clientCredentials', 'Sign-in as an application'],
  ['crossApp', 'Access through your organization'],
])('a service with a sign-in by %s first says so: %s', async (flow, words) => {
  const { page, test } = await open();
  const byOrganization = {
    discovery: 'mcp',
    client: { id: 'app' },
    identityProvider: { issuer: 'https://id.example', clientId: 'app', idToken: 'token' },
  };
  const byIssuer = { issuer: 'https://id.example', client: { id: 'app', secret: 'token' } };
  const provider = {
    id: 'signed',
    name: 'Signed',
    description: 'For tests.',
    origins: ['https://api.example'],
    fields: [{ id: 'token', type: 'secret', label: 'Token' }],
    auth: { kind: 'oauth2', flows: [flow], ...(flow === 'crossApp' ? byOrganization : byIssuer) },
    mcp: { path: '/mcp' },
  };
  test.attach(extensionNamed('signer', { contributes: { connectionProviders: [provider] } }));
  await inGallery(page);
  expect(await textOf(page, 'Signed')).toContain(`Signed ${words} For tests.`);
});

it('an extension’s picture is drawn, an unreadable one leaves the letter, and the policy allows no images', async () => {
  const { page, test, complaints } = await open();
  const broken = Buffer.from(readerExtension().icon ?? []);
  broken.fill(0, 40);
  test.attach(extensionNamed('broken', { icon: broken }));
  await inGallery(page);
  const picture = cardOf(page, 'Every field').locator('vk-picture');
  await picture.locator('canvas').waitFor();
  // The middle of the sample's icon is no corner of it.
  const opaque = await picture.locator('canvas').evaluate((canvas) => {
    const context = (canvas as unknown as { getContext(kind: '2d'): Drawn }).getContext('2d');
    const { data } = context.getImageData(0, 0, 72, 72);
    return [36, 0].map((at) => data[(at * 72 + at) * 4 + 3]);
  });
  expect(opaque).toEqual([255, 0]);
  const unread = page.locator('.card', { hasText: 'Acme broken' }).locator('vk-picture');
  await expect.poll(() => unread.textContent()).toBe('A');
  expect(await unread.locator('canvas').isVisible()).toBe(false);
  expect(complaints).toEqual([]);
});
type Drawn = {
  getImageData(x: number, y: number, width: number, height: number): { data: ArrayLike<number> };
};

it('a service is found by its category and by other words for it, and stands under its category without a search', async () => {
  const { page } = await open();
  await inGallery(page);
  await page.getByLabel('Search services', { exact: false }).fill('ai claude');
  await cardOf(page, 'Anthropic').waitFor();
  expect(await cardOf(page, 'GitHub').count()).toBe(0);
  await page.getByLabel('Search services', { exact: false }).fill('');
  await cardOf(page, 'GitHub').waitFor();
  const section = page.locator('.gallery section', { has: cardOf(page, 'Anthropic') });
  expect(await section.getByRole('heading', { name: 'AI', exact: true }).count()).toBe(1);
  const mark = cardOf(page, 'Anthropic').locator('.service-icon');
  const drawn = await mark.evaluate(
    (element) => (element as unknown as { style: { background: string } }).style.background,
  );
  expect(drawn).toBe('rgb(168, 83, 47)');
});

it('an extension’s service that is called like a built-in one stands after that, and has no color of its own choice', async () => {
  const { page, test } = await open();
  const provider = {
    id: 'github',
    name: ' github',
    description: 'Not the one.',
    category: 'ai',
    color: '#ffffff',
    origins: ['https://api.not-github.example'],
    fields: [{ id: 'token', type: 'secret', label: 'Token' }],
    auth: { kind: 'bearer', secret: 'token' },
  };
  test.attach(extensionNamed('namesake', { contributes: { connectionProviders: [provider] } }));
  await inGallery(page);
  await page.getByLabel('Search services', { exact: false }).fill('github');
  const mark = page.locator('.card', { hasText: 'Not the one.' }).locator('.service-icon');
  await mark.waitFor();
  const names = await page.locator('.card h3').allTextContents();
  const [ours, theirs] = [names.indexOf('GitHub'), names.findIndex((name) => name.trim() === 'github')];
  expect(theirs).toBe(ours + 1);
  expect(
    await mark.evaluate(
      (element) => (element as unknown as { style: { background: string } }).style.background,
    ),
  ).toBe('');
});

it('a search lists the service of that name first, before what only mentions it', async () => {
  const { page, test } = await open();
  const provider = {
    id: 'packages',
    name: 'Packages of GitHub',
    description: 'For tests.',
    origins: ['https://npm.example'],
    fields: [{ id: 'token', type: 'secret', label: 'Token' }],
    auth: { kind: 'bearer', secret: 'token' },
  };
  test.attach(extensionNamed('packer', { contributes: { connectionProviders: [provider] } }));
  await inGallery(page);
  const height = await page.locator('.gallery').evaluate((all) => all.getBoundingClientRect().height);
  expect(height, 'it was 7,697 px, with half as many services').toBeLessThan(5_500);
  await page.getByLabel('Search services', { exact: false }).fill('github');
  await cardOf(page, 'Packages of GitHub').waitFor();
  expect(await page.locator('.card h3').first().textContent()).toBe('GitHub');
});
