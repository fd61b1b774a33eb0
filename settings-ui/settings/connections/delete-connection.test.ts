import { expect, it } from 'vitest';
import { answering } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

it('a deletion that ends sessions asks and says who uses them, and is final after ten seconds', async () => {
  const asks = { provider: 'acme.reader/api', reason: 'Reads what is new.' };
  const { page, test, reader, connect } = await open({
    before: async ({ connect, test }) => {
      await connect('Mine');
      test.answer = answering('always');
    },
  });
  const handle = await reader.connections.request(asks);
  await reader.connections.use(handle).fetch('/issues');
  const dialog = page.getByRole('dialog', { name: 'Delete Mine?' });
  const ask = () => page.getByRole('button', { name: 'Delete Mine' }).click();
  await ask();
  const about = async () => (await dialog.locator('.about').textContent())?.replaceAll(/\s+/g, ' ');
  await dialog.getByText('One extension uses it:').waitFor();
  expect(await about()).toContain(
    'Acme reader acme.reader (always allowed, 1 active session, which ends immediately, last used just now). ' +
      'It has no other connection for this service and cannot use the service any more.',
  );
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await connect('Second');
  await ask();
  await dialog.getByText('It can use another connection of this service.').waitFor();

  await page.clock.install();
  // Its time stands still but for what is run, however long this test takes.
  await page.clock.pauseAt(Date.now() + 1_000);
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await expect(reader.connections.use(handle).fetch('/issues')).rejects.toMatchObject({
    code: 'capability-closed',
  });
  await page.clock.runFor(8_000);
  expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(1);
  await page.clock.runFor(120_000);
  expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  expect((await test.settings.listConnections({})).connections.map(({ displayName }) => displayName)).toEqual(
    ['Second'],
  );
});

it('a deletion that can be undone whole is done at once, and Undo brings back secret and access', async () => {
  const { page, test } = await open({
    before: async ({ connect, test, reader }) => {
      const { id: connectionId } = await connect('Mine');
      test.answer = answering('always');
      const access = { methods: ['GET' as const], paths: ['/**'], mcpTools: [] };
      await test.settings.requestAccess({
        extension: 'acme.reader' as never,
        connectionId: connectionId as never,
        access,
      });
      expect(reader.stops).toEqual([]);
    },
  });
  await page.getByRole('button', { name: 'Delete Mine' }).click();
  await page.getByText('Mine was deleted. One extension can no longer use it.').waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Mine was restored, with its secret and access.').waitFor();
  expect(await test.settings.listGrants({})).toMatchObject([{ standing: 'in-force' }]);
});
