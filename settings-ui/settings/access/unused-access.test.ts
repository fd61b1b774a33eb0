import { expect, it } from 'vitest';
import { answering } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { axeFindings } from '../../fixtures/axe.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();
const days = 24 * 60 * 60 * 1_000;
const asks = { provider: 'acme.reader/api', reason: 'Reads what is new.' };

it('a grant by which nothing was sent for 30 days is marked, found by a filter, and revoked with others', async () => {
  const clock = { ms: Date.now() - 40 * days };
  const { page, test, complaints } = await open({
    powers: { now: () => clock.ms },
    before: async ({ connect, test, reader }) => {
      test.answer = answering('always');
      await connect('Used');
      const used = reader.connections.use(await reader.connections.request(asks));
      await used.fetch('/issues');
      const [old] = (await test.settings.listConnections({})).connections;
      const { id: connectionId } = await connect('Unused');
      await test.settings.requestAccess({
        extension: 'acme.reader' as never,
        connectionId: connectionId as never,
        access: { methods: ['GET'], paths: ['/**'], mcpTools: [] },
      });
      clock.ms += 40 * days;
      expect(old?.displayName).toBe('Used');
      // A handle alone is no use, and a use through an old one is.
      await used.fetch('/issues');
    },
  });
  await page.getByRole('button', { name: 'Access', exact: true }).click();
  const rows = page.getByRole('article');
  await page.getByText('2 in all', { exact: true }).waitFor();
  await page.getByRole('combobox', { name: 'Show' }).click();
  await page.getByRole('option', { name: 'Not used for 30 days', exact: true }).click();
  await page.getByText('1 of 2', { exact: true }).waitFor();
  expect(await rows.textContent()).toMatch(/Unused.*Not used for 30 days/s);
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Select all 1' }).click();
  await page.getByRole('button', { name: 'Revoke 1 selected' }).click();
  await page.getByText('0 of 1', { exact: true }).waitFor();
  const left = (await test.settings.listConnections({})).connections.filter(
    ({ grants }) => grants.active > 0,
  );
  expect(left.map(({ displayName }) => displayName)).toEqual(['Used']);
  expect(complaints).toEqual([]);
});
