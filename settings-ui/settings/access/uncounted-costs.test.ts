import { expect, it } from 'vitest';
import { answering, extensionWithCosts } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();
const tokens = { unit: 'tokens', requests: [{ path: '/**', cost: 2 }] };

it('a grant whose service counts costs in another unit says that nothing is sent, until it is limited again', async () => {
  const { page, test, complaints } = await open({
    before: async ({ test }) => {
      const { detach } = test.attach(extensionWithCosts('maker'));
      const { id: connectionId } = await test.settings.createConnection({
        providerId: 'acme.maker/api',
        displayName: 'Made',
        fields: { url: 'http://127.0.0.1:9' },
        secrets: { token: 'canary-of-the-maker-7Qm2xT9v' },
      });
      test.answer = answering('always', { limits: { costPerDay: 5 } });
      await test.settings.requestAccess({
        extension: 'acme.maker' as never,
        connectionId,
        access: { methods: ['GET'], paths: ['/**'], mcpTools: [] },
      });
      detach();
      test.attach(extensionWithCosts('maker', tokens));
    },
  });
  await page.getByRole('button', { name: 'Access', exact: true }).click();
  await page.getByRole('button', { name: /^Acme maker acme\.maker uses Made/ }).click();
  const grant = page.getByRole('article', { name: 'acme.maker, always allowed on Made' });
  await grant.getByRole('meter', { name: '0 of 5 credits today' }).waitFor();
  const nothingSent = grant.getByText('Nothing is sent: the service counts costs in another way');
  await nothingSent.waitFor();
  await page.getByRole('button', { name: 'Limit acme.maker on Made' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await grant.getByRole('meter', { name: '0 of 5 tokens today' }).waitFor();
  expect(await nothingSent.count()).toBe(0);
  expect(test.changes).toMatchObject([{ kind: 'limit-less' }]);
  expect(complaints).toEqual([]);
});
