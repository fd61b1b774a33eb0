import { describe, expect, it } from 'vitest';
import { answering } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { axeFindings } from '../../fixtures/axe.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const held = new Set<unknown>();

describe('the chart of use', () => {
  const open = settingsInChromium();

  it('a connection and an extension show their use of 30 days, as bars and as a table, and it grows', async () => {
    const { page, reader, test, complaints } = await open({
      before: async ({ connect }) => {
        await connect('Mine');
        await connect('Never used');
      },
    });
    const chart = page.locator('.detail').getByRole('region', { name: 'Use' });
    await page.getByRole('option', { name: /^Mine/ }).waitFor();
    expect(await chart.count(), 'nothing is drawn of nothing').toBe(0);
    test.answer = answering('always');
    const handle = await reader.connections.request({ provider: 'acme.reader/api', reason: 'Reads.' });
    held.add(handle);
    const issues = reader.connections.use(handle);
    await issues.fetch('/issues');
    await page.getByRole('option', { name: /^Mine/ }).click();
    await chart.getByRole('img', { name: /^Used once in 30 days/ }).waitFor();
    for (let use = 0; use < 3; use += 1) await issues.fetch('/issues');
    await chart.getByRole('img', { name: /^Used 4 times in 30 days/ }).waitFor();
    expect(await chart.locator('rect').count()).toBe(30);
    expect(await chart.locator('rect:not(.empty)').count()).toBe(1);
    await chart.locator('summary').click();
    const table = chart.getByRole('table');
    expect(await table.getByRole('row').count()).toBe(2);
    expect(await table.getByRole('cell').allTextContents()).toEqual(['4']);
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Extensions', exact: true }).click();
    await page.getByRole('button', { name: /^Acme reader acme\.reader/ }).click();
    await page.getByRole('img', { name: /^Used 4 times in 30 days/ }).waitFor();
    expect(complaints).toEqual([]);
  });
});
