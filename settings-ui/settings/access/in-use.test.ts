import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { answering } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

it('a session’s light is on while a request is in flight, and goes out after it', async () => {
  let finish = (): void => undefined;
  const slow = createServer((_request, response) => {
    finish = () => response.end('{}');
  });
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
  try {
    const { page, test, reader } = await open({
      before: async ({ test }) => {
        test.answer = answering('always');
        await test.settings.createConnection({
          providerId: 'acme.reader/api' as never,
          displayName: 'Slow',
          fields: { url },
          secrets: { token: 'good-enough-for-this' }, // secretlint-disable-line
        });
      },
    });
    const asks = { provider: 'acme.reader/api', reason: 'Reads what is new.' };
    const handle = await reader.connections.request(asks);
    await page.getByRole('button', { name: 'Access', exact: true }).click();
    await page.getByRole('button', { name: /^Acme reader acme\.reader uses Slow/ }).click();
    const row = page.getByRole('article', { name: 'acme.reader on Slow, active session' });
    await row.getByText('Live, idle').waitFor();
    // The service has no MCP server, so nothing is said of its tools: not here, and not of the grant.
    expect(await page.getByRole('main').textContent()).toContain('at every path.');
    expect(await page.getByRole('main').textContent()).not.toContain('MCP');
    expect(await row.locator('.light').getAttribute('class')).not.toContain('on');
    const under = reader.connections.use(handle).fetch('/issues');
    await row.getByText('In use now').waitFor();
    expect(await row.locator('.light').getAttribute('class')).toContain('on');
    finish();
    expect((await under).status).toBe(200);
    await row.getByText('Live, idle').waitFor();
    expect(await row.locator('.light').getAttribute('class')).not.toContain('on');
    expect(test.logged).toEqual([]);
  } finally {
    slow.closeAllConnections();
    slow.close();
  }
});
