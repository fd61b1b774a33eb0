import { expect, it } from 'vitest';
import { answering } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { axeFindings } from '../../fixtures/axe.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

it('a grant is tightened to what was used, stays so when it is looked at again, and undo asks', async () => {
  const { page, test, complaints } = await open({
    before: async ({ connect, test, reader }) => {
      await connect('Team issues');
      test.answer = answering('always');
      const asks = { provider: 'acme.reader/api', reason: 'Reads what is new.' };
      const client = reader.connections.use(await reader.connections.request(asks));
      await (await client.fetch('/issues')).text();
      await (await client.fetch('/issues')).text();
    },
  });
  const limits = async () => (await test.settings.listGrants({}))[0]?.limits;
  await page.getByRole('button', { name: 'Access', exact: true }).click();
  await page.getByRole('button', { name: /^Acme reader.*Team issues/ }).click();
  await page.getByRole('button', { name: /^Tighten .* to what was used$/ }).click();
  const dialog = page.getByRole('dialog', { name: /^Tighten/ });
  await dialog.getByText('The log has 2 uses.').waitFor();
  await dialog.getByText('Read (GET) at these paths: /issues').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  expect(await limits()).toBeUndefined();
  await dialog.getByRole('button', { name: 'Tighten' }).click();
  await page.getByText('Tightened. It applies from now on.').waitFor();
  const tight = { methods: ['GET'], paths: ['/issues'], mcpTools: [] };
  expect(await limits()).toEqual(tight);
  expect(test.changes).toEqual([]);

  const asked: unknown[] = [];
  test.allowChange = (change: unknown) => {
    asked.push(change);
    return false;
  };
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => asked.length).toBe(1);
  expect(await limits()).toEqual(tight);

  // A narrower path than any that was asked for has no box of its own, and is not given back by another look.
  await page.getByRole('button', { name: /^Limit / }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved. It applies from now on.').waitFor();
  expect(await limits()).toEqual(tight);
  expect(asked.length).toBe(1);

  test.allowChange = () => true;
  await page.getByRole('button', { name: /^Limit / }).click();
  await page.getByRole('button', { name: 'Give back all…' }).click();
  await expect.poll(limits).toEqual({});
  expect(complaints).toEqual([]);
});

it('before a grant is tightened, the page lists the recorded uses that ask first', async () => {
  const { page } = await open({
    before: async ({ connect, test, reader }) => {
      await connect('Team issues');
      test.answer = answering('always');
      const asks = { provider: 'acme.reader/api', reason: 'Reads what is new.' };
      const client = reader.connections.use(await reader.connections.request(asks));
      await (await client.fetch('/issues')).text();
      const [grant] = await test.settings.listGrants({});
      await test.settings.limitGrant({ grantId: grant?.id ?? ('none' as never), limits: { asks: ['GET'] } });
    },
  });
  await page.getByRole('button', { name: 'Access', exact: true }).click();
  await page.getByRole('button', { name: /^Acme reader.*Team issues/ }).click();
  await page.getByRole('button', { name: /^Tighten .* to what was used$/ }).click();
  const dialog = page.getByRole('dialog', { name: /^Tighten/ });
  await dialog.getByText('Valetkey asks you first, as now:').waitFor();
  await dialog.getByText('GET /issues (1)').waitFor();
});
