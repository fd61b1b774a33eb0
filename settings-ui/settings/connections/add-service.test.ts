import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { textOf } from '@valetkey/extension-api';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { extensionNamed } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { startEverything } from '../../../broker/shells/node/fixtures/start-everything.ts';
import { axeFindings } from '../../fixtures/axe.ts';
import { beyondTheEdge } from '../../fixtures/beyond-the-edge.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();
const token = 'canary-shop-5hQ8sWn2Zr7V';

/** A service that describes itself, and wants the token everywhere else. */
const petShop = async (changes: object = {}): Promise<string> => {
  const document = {
    openapi: '3.1.0',
    info: { title: 'Pets', description: 'Sells pets.' },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
    paths: { '/pets': { get: {}, post: {} }, '/me': { get: {} } },
    ...changes,
  };
  const server = createServer(({ url, headers }, response) => {
    response.statusCode = url === '/openapi.json' || headers.authorization === `Bearer ${token}` ? 200 : 401;
    response.end(JSON.stringify(document));
  });
  onTestFinished(() => void server.close().closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const fromAddress = async (page: Page, address: string): Promise<void> => {
  await page.getByRole('button', { name: 'New connection' }).click();
  await page.getByRole('button', { name: 'From an address…' }).click();
  await page.getByLabel('Address', { exact: true }).fill(address);
  await page.getByRole('button', { name: 'Read', exact: true }).click();
};

describe('a service from an address', { timeout: 60_000 }, () => {
  it('a service is read from its address, shown, added, connected to and tested; then it stands in the gallery', async () => {
    const { page, test, complaints } = await open();
    const url = await petShop();
    await fromAddress(page, `${url}/openapi.json`);
    const service = page.getByRole('region', { name: 'The service' });
    await service.getByRole('heading', { name: 'Pets' }).waitFor();
    const text = ((await service.textContent()) ?? '').replace(/\s+/g, ' ');
    expect(text).toContain(`The secret is sent only to these hosts ${url}`);
    expect(text).toContain('Test request GET /me');
    expect(await service.getByRole('checkbox', { checked: true }).count()).toBe(1);
    await service.getByRole('checkbox', { name: 'POST' }).check();
    expect(await axeFindings(page)).toEqual([]);
    await service.getByRole('button', { name: 'Add service' }).click();
    await page.getByRole('heading', { name: 'New connection: Pets' }).waitFor();
    await page.getByRole('textbox', { name: 'Access token' }).fill(token);
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText(/It works\./).waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('option', { name: /^Pets/ }).waitFor();
    expect(test.changes.map(({ kind }) => kind)).toEqual(['read-address', 'add-service']);
    const [added] = (await test.settings.listProviders()).filter(
      ({ providerId }) => providerId === 'added/pets',
    );
    expect(added?.provider.methods).toEqual(['GET', 'POST']);
    await page.getByRole('button', { name: 'New connection' }).click();
    const card = page.getByRole('article', { name: 'Pets', exact: true });
    await card.getByText('added by you').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('the person chooses among several servers, and none is chosen at first', async () => {
    const { page } = await open();
    const servers = [{ url: 'https://a.pets.example' }, { url: 'https://b.pets.example/v1' }];
    await fromAddress(page, `${await petShop({ servers })}/openapi.json`);
    const second = page.getByRole('radio', { name: 'https://b.pets.example/v1' });
    await second.waitFor();
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Add service' }).count()).toBe(0);
    await second.check();
    const service = page.getByRole('region', { name: 'The service' });
    await service.getByText('b.pets.example', { exact: false }).first().waitFor();
    await service.getByText(/^Read from http:.* requests go to https:\/\/b\.pets\.example/).waitFor();
  });

  it('an MCP server is added by its address, and its connection opens a session', async () => {
    const { page, test } = await open();
    const server = await startEverything('streamableHttp');
    onTestFinished(server.stop);
    await fromAddress(page, `${server.url}/mcp`);
    const service = page.getByRole('region', { name: 'The service' });
    await service.getByText('No credential').waitFor();
    await service.getByRole('button', { name: 'Add service' }).click();
    await page.getByRole('heading', { name: /^New connection: / }).waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('option', { name: /everything/i }).waitFor();
    const [connection] = (await test.settings.listConnections()).connections;
    if (connection === undefined) throw new Error('there is one');
    const { providerId: provider } = connection;
    expect(provider).toMatch(/^added\//);
    const access = { mcpTools: ['echo'] };
    const { connections } = test.attach(
      extensionNamed('teller', {
        contributes: { connectionRequests: [{ provider, reason: 'Tells it again.', access }] },
      }),
    );
    const session = await connections.use(await connections.request({ provider })).mcp();
    expect(textOf(await session.callTool('echo', { message: 'pets' }))).toContain('pets');
  });

  it('what cannot be read is said with its reason, and a denial adds nothing', async () => {
    const { page, test } = await open();
    await fromAddress(page, 'http://api.example.com/openapi.json');
    await page.getByRole('alert').filter({ hasText: 'Enter the address of an OpenAPI document' }).waitFor();
    test.allowChange = ({ kind }) => kind === 'read-address';
    await page.getByLabel('Address', { exact: true }).fill(`${await petShop()}/openapi.json`);
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await page.getByRole('button', { name: 'Add service' }).click();
    await page.getByText('It was not allowed. Nothing was changed.').waitFor();
    expect(
      (await test.settings.listProviders()).some(({ providerId }) => providerId.startsWith('added/')),
    ).toBe(false);
  });

  it('a service is removed with its connections, which the dialog names, and one Undo brings back both', async () => {
    const url = await petShop();
    const { page, test } = await open({
      before: async ({ test: { settings } }) => {
        const reading = await settings.readAddress({ address: `${url}/openapi.json` });
        if (reading.outcome !== 'read') throw new Error(reading.problem);
        await settings.addService({ readingId: reading.readingId, server: 0 });
        const providerId = 'added/pets' as never;
        await settings.createConnection({ providerId, displayName: 'My pets', secrets: { token } });
      },
    });
    await page.getByRole('button', { name: 'New connection' }).click();
    const card = page.getByRole('article', { name: 'Pets', exact: true });
    await card.getByRole('button', { name: 'Remove Pets' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove Pets?' });
    await dialog.getByText('With it go 1 connection, 1 secret and 0 grants.').waitFor();
    await dialog.getByText('My pets').waitFor();
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await card.waitFor({ state: 'detached' });
    expect((await test.settings.listConnections()).total).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Pets was restored.').waitFor();
    expect((await test.settings.listConnections()).connections).toMatchObject([{ origins: [url] }]);
  });

  it.each(['light', 'dark'] as const)(
    'the page of a service from an address fits a narrow window: %s',
    async (colorScheme) => {
      const { page } = await open({ context: { colorScheme } });
      await fromAddress(
        page,
        `${await petShop({ servers: [{ url: '/v1' }, { url: 'https://b.pets.example' }] })}/openapi.json`,
      );
      await page.getByRole('radio', { name: 'https://b.pets.example' }).check();
      await page.getByRole('button', { name: 'Add service' }).waitFor();
      expect(await beyondTheEdge(page, { width: 400, height: 900 })).toEqual([]);
      expect(await axeFindings(page)).toEqual([]);
    },
  );
});
