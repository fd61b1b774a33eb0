import { expect, it, vi } from 'vitest';
import { answering } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import { chromiumBefore } from '../../../broker/checks/fixtures/chromium-before.ts';
import { pageInChromium } from '../../../broker/checks/fixtures/page-in-chromium.ts';
import { mcpBroker } from '../../../broker/mcp/fixtures/mcp-broker.ts';
import { startTaskServer } from '../../../broker/mcp/fixtures/task-server.ts';
import { axeFindings } from '../../fixtures/axe.ts';

const browser = chromiumBefore();

it('a call that its server still works on is shown in Access when its extension has stopped, and is cancelled there', async () => {
  const server = await startTaskServer({ '<b>dig</b>': [{ status: 'working' }] });
  const broker = await mcpBroker();
  (await broker.client('http', { url: server.url })).dispose();
  broker.answer = answering('always');
  const { connections } = broker.extension;
  const asked = { provider: 'acme.mcp/http', reason: 'For tests.', access: { mcpTools: ['*'] } };
  const session = await connections.use(await connections.request(asked as never)).mcp();
  const call = session.callTool('<b>dig</b>').catch(({ code }) => code);
  await vi.waitFor(() => expect(server.of('tasks/get')).toHaveLength(1));
  broker.extension.detach();
  expect(await call).toBe('capability-closed');

  const { page, complaints, close } = await pageInChromium(browser(), 'settings', (transport) => {
    broker.broker.openSettings(transport);
  });
  await page.getByRole('button', { name: 'Access', exact: true }).click();
  const row = page.getByRole('button', { name: /^Acme mcp|acme\.mcp/ });
  await page.getByText('1 task running', { exact: true }).waitFor();
  await row.click();
  const running = page.getByRole('list', { name: /^Running tasks of/ });
  expect(await running.textContent()).toContain('<b>dig</b>');
  expect(await axeFindings(page)).toEqual([]);
  await running.getByRole('button', { name: /^Cancel task <b>dig<\/b> of/ }).click();
  await running.waitFor({ state: 'detached' });
  await vi.waitFor(() => expect(server.of('tasks/cancel')).toHaveLength(1));
  expect(complaints).toEqual([]);
  await close();
  await broker.close();
  await server.stop();
});
