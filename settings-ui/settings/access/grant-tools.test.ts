import { expect, it } from 'vitest';
import { answering } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { chromiumBefore } from '../../../broker/checks/fixtures/chromium-before.ts';
import { pageInChromium } from '../../../broker/checks/fixtures/page-in-chromium.ts';
import { reads, startChangingServer } from '../../../broker/mcp/fixtures/changing-server.ts';
import { mcpBroker } from '../../../broker/mcp/fixtures/mcp-broker.ts';
import { axeFindings } from '../../fixtures/axe.ts';

const browser = chromiumBefore();

it('a grant’s tools are shown, the confirmation rule can be changed, and a changed list is confirmed with both texts in sight', async () => {
  const server = await startChangingServer([reads('look', 'Looks <b>around</b>.'), { name: 'remove' }]);
  const broker = await mcpBroker();
  (await broker.client('http', { url: server.url })).dispose();
  broker.answer = answering('always');
  const request = async () => {
    const { connections } = broker.extension;
    const asked = { provider: 'acme.mcp/http', reason: 'For tests.', access: { mcpTools: ['*'] } };
    return connections.use(await connections.request(asked as never));
  };
  const session = await (await request()).mcp();
  await session.callTool('look');

  const { page, complaints, close } = await pageInChromium(browser(), 'settings', (transport) => {
    broker.broker.openSettings(transport);
  });
  const grants = () => broker.settings.listGrants({});
  await page.getByRole('button', { name: 'Access', exact: true }).click();
  await page.getByRole('button', { name: /^Acme mcp|acme\.mcp/ }).click();
  await page.getByText('MCP tools (2): when to ask').click();
  const tools = page.locator('.tools');
  expect(await tools.textContent()).toContain('Looks <b>around</b>.');
  expect(await tools.textContent()).toContain('makes no claim, so it may change or delete');
  expect(await axeFindings(page)).toEqual([]);
  const lefts = await tools
    .locator('li')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
  expect(new Set(lefts).size, 'one below the other').toBe(1);
  const ask = page.getByRole('checkbox', { name: 'Ask before each call of remove' });
  expect(await ask.isChecked()).toBe(true);
  await ask.uncheck();
  await expect
    .poll(async () => (await grants())[0]?.mcpAsking)
    .toEqual({ rule: 'destructive', always: [], never: ['remove'] });

  server.become(reads('look', 'Looks around, and tells others.'));
  await session.listTools().catch(() => undefined);
  await page.getByText('Suspended').first().waitFor();
  const diff = await page.locator('.held-row .diff').first().textContent();
  const heads = page.locator('.held-row .diff thead th');
  const [, then = 0, now] = await heads.evaluateAll((all) =>
    all.map((one) => one.getBoundingClientRect().width),
  );
  expect(now, 'what is there now has as much room as what was').toBeCloseTo(then, 0);
  for (const said of ['Looks <b>around</b>.', 'Looks around, and tells others.', 'is gone'])
    expect(diff).toContain(said);
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: /^Confirm/ }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.textContent()).toContain('tells others.');
  await dialog.getByRole('button', { name: 'Allow current version' }).click();
  await expect.poll(async () => (await grants())[0]?.state).toBe('active');
  await (await (await request()).mcp()).callTool('look');
  expect(server.calls).toEqual(['look', 'look']);
  expect(complaints).toEqual([]);
  await close();
  await broker.close();
  await server.stop();
});
