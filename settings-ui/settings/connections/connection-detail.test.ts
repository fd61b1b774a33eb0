import { expect, it } from 'vitest';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

it('offers what can be done with a connection, and nothing else: of a program no secret and no test, but its command', async () => {
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
  await detail.getByText('This service describes no test. It is tried when it is first used.').waitFor();
  expect(await detail.getByRole('button', { name: /^(?:Test|Replace)/ }).count()).toBe(0);
  expect(await detail.getByRole('heading').allTextContents()).not.toContain('Its secret goes to');
  expect(await page.getByRole('option').textContent()).not.toContain('·');
  expect(complaints).toEqual([]);
}, 30_000);

it('does not ask for a secret that is not needed', async () => {
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
  await detail.getByText('None, and none is needed').waitFor();
  await detail.getByRole('button', { name: 'Enter Session token' }).waitFor();
  expect(await detail.getByText('Not entered yet').count()).toBe(0);
}, 30_000);
