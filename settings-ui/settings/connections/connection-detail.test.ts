import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { extensionNamed } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

it('the details offer only possible actions: for a program no secret and no test, but its command', async () => {
  const { page, complaints } = await open({
    before: ({ test }) =>
      test.settings.createConnection({
        providerId: 'mcp-program' as never,
        scope: 'user',
        displayName: 'Local tools',
        fields: { command: process.execPath, argument1: 'server.js', folder: '/' },
        secrets: {},
      }),
  });
  const detail = page.locator('.detail');
  await detail.getByText(`"${process.execPath}" "server.js"`).waitFor();
  await detail
    .getByText('This service describes no test. Its first use will show whether it works.')
    .waitFor();
  expect(await detail.getByRole('button', { name: /^(?:Test|Replace)/ }).count()).toBe(0);
  expect(await detail.getByRole('heading').allTextContents()).not.toContain('Secret is sent to');
  expect(await page.getByRole('option').textContent()).not.toContain('·');
  expect(complaints).toEqual([]);
});

it('the list and the details say when a credential ends, and what to do in the week before', async () => {
  /** Noon of a day, because days are counted by the calendar. */
  const days = (count: number): number => {
    const today = new Date();
    return new Date(today.getFullYear(), today.getMonth(), today.getDate() + count, 12).getTime() / 1000;
  };
  const jwt = (exp: number): string =>
    `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.c2lnbmF0dXJlLW9mLWp3dA`;
  const { page } = await open({
    before: async ({ test }) => {
      const create = (displayName: string, exp: number) =>
        test.settings.createConnection({
          providerId: 'http' as never,
          scope: 'user',
          displayName,
          fields: { url: 'https://api.example.com' },
          secrets: { token: jwt(exp) },
        });
      await create('Soon', days(5));
      await create('Later', days(40));
      await create('Gone', days(-2));
    },
  });
  const row = (name: string) => page.getByRole('option').filter({ hasText: name });
  await row('Soon').getByText('Expires in 5 days').waitFor();
  await row('Gone').getByText('Expired', { exact: true }).waitFor();
  expect(await row('Later').textContent()).toMatch(/expires [A-Z][a-z]{2} \d+, 20\d\d/);

  await row('Soon').click();
  const detail = page.locator('.detail');
  await detail.getByText('Its credential expires in 5 days. Make a new one at the service').waitFor();
  await detail.getByText(/in 5 days \(says the token\)/).waitFor();
  await row('Later').click();
  await detail.getByText(/in 40 days \(says the token\)/).waitFor();
  expect(await detail.getByText('Make a new one').count()).toBe(0);
  await row('Gone').click();
  await detail.getByText('Its credential has expired. Make a new one at the service').waitFor();
});

it('the details do not ask for a secret that is not needed', async () => {
  const { page } = await open({
    before: ({ test }) =>
      test.settings.createConnection({
        providerId: 'aws-s3' as never,
        scope: 'user',
        displayName: 'Buckets',
        fields: { accessKeyId: 'AKIDEXAMPLE' },
        secrets: { secretAccessKey: 'abcdefghijklmnop' },
      }),
  });
  const detail = page.locator('.detail');
  await detail.getByText('None needed').waitFor();
  await detail.getByRole('button', { name: 'Enter Session token' }).waitFor();
  expect(await detail.getByText('Not entered yet').count()).toBe(0);
});

it('the details show which MCP revision the server speaks, and what it answered', async () => {
  const script = fileURLToPath(new URL('../../../broker/mcp/fixtures/two-era-program.mjs', import.meta.url));
  const { page, complaints } = await open({
    before: async ({ test }) => {
      await test.settings.createConnection({
        providerId: 'mcp-program' as never,
        scope: 'user',
        displayName: 'Local tools',
        fields: { command: process.execPath, argument1: script, argument2: 'modern', folder: '/' },
        secrets: {},
      });
      const asked = { provider: 'mcp-program', reason: 'For tests.', access: { mcpTools: ['*'] } } as const;
      const contributes = { connectionRequests: [asked] };
      const { connections } = test.attach(extensionNamed('local', { contributes }));
      const handle = await connections.request({ provider: asked.provider as never, reason: asked.reason });
      const session = await connections.use(handle).mcp();
      session.close();
    },
  });
  const section = page.locator('.mcp-server');
  await section.getByText('two-eras 1.0.0').waitFor();
  expect(await section.textContent()).toContain(
    '2026-07-28, because it answered the request to describe itself',
  );
  expect(complaints).toEqual([]);
});
