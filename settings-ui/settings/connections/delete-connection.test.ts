import { expect, it } from 'vitest';
import { answering } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

it('before a deletion it is said who uses it and what stops; the handle is dead at once, and ten seconds later there is no way back', async () => {
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
    'Acme reader acme.reader (always allowed, 1 live handle, which ends at once, last used just now). ' +
      'It has no other connection for this service, and stops working with it.',
  );
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await connect('Second');
  await ask();
  await dialog.getByText('It will be offered another connection of this service.').waitFor();

  await page.clock.install();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await expect(reader.connections.use(handle).fetch('/issues')).rejects.toMatchObject({
    code: 'capability-closed',
  });
  await page.clock.runFor(9_000);
  expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(1);
  await page.clock.runFor(1_500);
  expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  expect((await test.settings.listConnections({})).connections.map(({ displayName }) => displayName)).toEqual(
    ['Second'],
  );
}, 40_000);
