import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goodToken } from '../../fixtures/open-settings.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

describe('a test says what is wrong and what to do next', () => {
  let silent: Server;
  beforeAll(async () => {
    silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    silent.closeAllConnections();
    silent.close();
  });

  it('a test of unsaved values keeps none of them', async () => {
    const { page, test, service } = await open({
      powers: { network: { limits: { headersTimeoutMs: 600 } } },
    });
    const silence = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await page.getByRole('button', { name: 'New connection' }).click();
    await page.getByRole('button', { name: 'Connect to Acme API' }).click();
    const outcome = page.locator('.connection-form [role="status"]');
    for (const [url, token, said] of [
      [
        service.url,
        'never-accepted-12345',
        'does not accept this secret. Check it there, and enter it again. (status 401,',
      ],
      [service.url, 'weak-token-123456', 'Give it more rights there, or use another secret. (status 403,'],
      ['http://127.0.0.1:9', goodToken, 'The host cannot be reached. Check the address, the network,'],
      [
        service.url.replace('http:', 'https:'),
        goodToken,
        'The host’s certificate could not be verified. Ask the host’s operator',
      ],
      [silence, goodToken, 'The service is slow or busy. Try again later.'],
      [service.url, goodToken, 'It works. (status 200, account reader, '],
    ] as const) {
      await page.getByLabel('Address', { exact: true }).fill(url);
      await page.getByLabel('Access token', { exact: true }).fill(token);
      await page.getByRole('button', { name: 'Test', exact: true }).click();
      await outcome.getByText(said).waitFor();
      expect(await outcome.textContent()).toMatch(/\d ms\)$/);
    }
    expect((await test.settings.listConnections({})).total).toBe(0);
  });
});
