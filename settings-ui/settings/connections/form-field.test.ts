import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { extensionNamed } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();
const contributes = {
  connectionProviders: [
    {
      id: 'signed',
      name: 'Signed',
      description: 'Takes tokens that a private key has signed.',
      fields: [
        { id: 'issuer', type: 'string', label: 'Issuer' },
        { id: 'key', type: 'secret', format: 'pem', label: 'Private key' },
      ],
      origins: ['https://api.signed.example'],
      auth: { kind: 'jwtBearer', algorithm: 'ES256', key: 'key', claims: { iss: '{issuer}' } },
    },
  ],
};

it('a secret of several lines keeps them, is hidden until revealed, and is gone after it was saved', async () => {
  const key = String(
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  );
  const { page, test, complaints } = await open();
  test.attach(extensionNamed('signed', { contributes }));
  await page.getByRole('button', { name: 'New connection' }).click();
  await page.getByRole('button', { name: 'Connect to Signed' }).click();
  await page.getByLabel('Issuer', { exact: true }).fill('valetkey');
  const field = page.getByRole('textbox', { name: 'Private key', exact: true });
  await field.fill('-----BEGIN nothing');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('vk-field', { hasText: 'Private key' }).getByRole('alert').getByText(/./).waitFor();
  expect((await test.settings.listConnections({})).total, 'it is no key').toBe(0);

  const concealing = (): Promise<string> =>
    field.evaluate((one) => getComputedStyle(one as never).webkitTextSecurity);
  await field.fill(`\n${key}\n`);
  expect(await concealing()).toBe('disc');
  await page.getByRole('button', { name: /^Show what you type/ }).click();
  expect(await concealing()).toBe('none');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('.detail').getByText('Saved,').waitFor();
  expect(await page.content()).not.toContain(key.split('\n')[1]);

  await page.getByRole('button', { name: 'Edit Signed' }).click();
  expect(await field.inputValue()).toBe('');
  expect(await field.getAttribute('placeholder')).not.toContain('BEGIN');
  expect(complaints).toEqual([]);
});
declare const getComputedStyle: (element: never) => { webkitTextSecurity: string };
