import { expect, it } from 'vitest';
import { noPython, runVerifier } from '../../../broker/audit/fixtures/python-verifier.ts';
import { axeFindings } from '../../fixtures/axe.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const open = settingsInChromium();

it('Activity shows the public key, and saves a signed export that the verifier accepts with it', async (ctx) => {
  if (noPython !== undefined) ctx.skip(noPython);
  const { page, complaints } = await open({ before: ({ connect }) => connect('Team issues') });
  await page.getByRole('button', { name: 'Activity', exact: true }).click();
  await page.getByRole('button', { name: 'Signed export…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Signed export' });
  const key = (await dialog.locator('[data-key]').textContent()) ?? '';
  expect(key).toMatch(/^valetkey\/audit-[0-9a-f]{16}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}$/);
  expect(await axeFindings(page)).toEqual([]);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^valetkey-audit-\d{4}-\d\d-\d\d-signed\.jsonl$/);
  const { stdout, status } = runVerifier(key, await download.path());
  expect(stdout).toMatch(/^VALID: /);
  expect(status).toBe(0);
  await page.getByText('The signed export holds the whole log.').waitFor();
  expect(complaints).toEqual([]);
});
