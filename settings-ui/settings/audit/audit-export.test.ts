import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

it.each([
  [
    'Export JSON Lines',
    /\.jsonl$/,
    (text: string) =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
  ],
  ['Export CSV', /\.csv$/, (text: string) => text.trim().split(/\r?\n/).slice(1)],
] as const)('the export to %s saves every entry that the filter admits', async (name, ending, entriesIn) => {
  const { page, test } = await open({
    before: async ({ connect }) => {
      await connect('Team issues');
      await connect('My issues');
    },
  });
  await page.getByRole('button', { name: 'Activity', exact: true }).click();
  await page
    .getByRole('option', { name: /Connection/ })
    .first()
    .waitFor();
  // The export is an entry itself.
  const all = (await test.settings.auditStatus()).entries + 1;
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name, exact: true }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(ending);
  expect(entriesIn(readFileSync(await download.path(), 'utf8'))).toHaveLength(all);
  await page.getByText(`The export holds ${all} entries.`).waitFor();

  await page.getByRole('combobox', { name: 'Connection' }).click();
  await page.getByRole('option', { name: 'My issues', exact: true }).click();
  const [fewer] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name, exact: true }).click(),
  ]);
  const some = entriesIn(readFileSync(await fewer.path(), 'utf8'));
  expect(some.length).toBeGreaterThan(0);
  expect(some.length).toBeLessThan(all);
});
