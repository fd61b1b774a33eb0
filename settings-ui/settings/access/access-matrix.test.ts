import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { answering, extensionNamed } from '../../../broker/checks/fixtures/broker-in-folder.ts';
import type { OpenedSettings } from '../../fixtures/open-settings.ts';
import { settingsInChromium } from '../../fixtures/settings-in-chromium.ts';

const held = new Set<unknown>();

/** Fourteen extensions with a connection each: the first is allowed once, the others always. */
const fourteen = async ({ test, service }: Pick<OpenedSettings, 'test' | 'service'>): Promise<void> => {
  for (let n = 1; n <= 14; n += 1) {
    const name = `maker${String(n).padStart(2, '0')}`;
    const provider = `acme.${name}/api`;
    const extension = test.attach(extensionNamed(name));
    await test.settings.createConnection({
      providerId: provider as never,
      displayName: `Shop ${String(n).padStart(2, '0')}`,
      fields: { url: service.url },
      secrets: { token: 'certainly-good-enough' }, // secretlint-disable-line
    });
    test.answer = answering(n === 1 ? 'once' : 'always');
    // With its control port: one that is collected closes, and what was allowed once ends.
    held.add(extension).add(await extension.connections.request({ provider, reason: 'Reads.' }));
  }
};

const seeMatrix = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Access', exact: true }).click();
  await page.getByRole('button', { name: 'Matrix' }).click();
  await page.getByRole('table').waitFor();
};

type Place = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

describe('the matrix of extensions by connections', () => {
  const open = settingsInChromium();

  it('the matrix says how each extension may use each connection, and a search narrows both sides', async () => {
    const { page, test, complaints } = await open({ before: fourteen });
    const [last] = (await test.settings.listConnections({})).connections.filter(
      ({ displayName }) => displayName === 'Shop 14',
    );
    if (last === undefined) throw new Error('Shop 14 is not there');
    const { id: connectionId, updatedAt } = last;
    await test.settings.updateConnection({
      connectionId,
      updatedAt,
      fields: { url: 'https://api.example.com' },
    });
    await seeMatrix(page);
    const cells = page.getByRole('table').getByRole('button');
    await page.getByRole('button', { name: 'Suspended: acme.maker14 on Shop 14', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Once: acme.maker01 on Shop 01, active session' }).waitFor();
    await page.getByRole('button', { name: 'Always: acme.maker02 on Shop 02, active session' }).waitFor();
    expect(await cells.count()).toBe(14);
    expect(await page.getByRole('columnheader').count()).toBe(15);
    expect(await page.getByRole('rowheader').first().textContent()).toBe('Acme maker01acme.maker01');
    await page.keyboard.press('/');
    await page.keyboard.type('suspended');
    await expect.poll(() => cells.count()).toBe(1);
    expect(await page.getByRole('columnheader').allTextContents()).toEqual(['Extension', 'Shop 14']);
    await page.keyboard.type(' of nobody');
    await page.getByText('No matches.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('a row of the matrix says that its extension is not installed, or that nothing was sent for 30 days', async () => {
    const { page } = await open({ before: fourteen });
    await seeMatrix(page);
    await page.evaluate(`{
      const view = document.querySelector('vk-access');
      const { grants, extensions, ...data } = view.data;
      const gone = extensions.map((one) => one.id === 'acme.maker02' ? { ...one, state: 'not-installed' } : one);
      const old = grants.map((one) => one.principal.id === 'acme.maker03' ? { ...one, createdAt: 0, sentAt: 0 } : one);
      const told = { ...data, extensions: gone, grants: old };
      Object.defineProperty(view, 'data', { get: () => told, set: () => undefined });
      view.requestUpdate('data');
    }`);
    const row = (n: number) => page.getByRole('rowheader').nth(n).textContent();
    await expect.poll(() => row(1)).toBe('Acme maker02acme.maker02Not installed');
    expect(await row(2)).toBe('Acme maker03acme.maker03Not used for 30 days');
    expect(await row(3)).toBe('Acme maker04acme.maker04');
  });

  it('a cell leads to its row, with the details shown and the focus on it, by keyboard too', async () => {
    const { page, complaints } = await open({ before: fourteen });
    await seeMatrix(page);
    // The first that was made is the last in the list, below the edge.
    await page.getByRole('button', { name: /^Once: acme\.maker01/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'acme.maker01 on Shop 01, active session 1' }).waitFor();
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    await expect.poll(focused).toContain('acme.maker01 uses Shop 01');
    expect(await page.getByRole('button', { name: 'List', pressed: true }).count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('40 extensions by 60 connections scroll in both directions at 600 px, and names stay in sight', async () => {
    const { page, complaints } = await open({ before: fourteen });
    await page.setViewportSize({ width: 600, height: 700 });
    await seeMatrix(page);
    await page.evaluate(`{
      const view = document.querySelector('vk-access');
      const { grants: [one], connections: [connection], ...data } = view.data;
      const connections = Array.from({ length: 60 }, (_, n) => ({ ...connection, id: 'con_' + n, displayName: 'Shop ' + n }));
      const grants = connections.flatMap(({ id }, at) => Array.from({ length: 40 }, (_, n) =>
        ({ ...one, id: 'gra_' + at + '_' + n, connectionId: id, principal: { ...one.principal, id: 'acme.e' + n } })));
      // Main tells the page again of what there is, whenever something changes.
      const told = { ...data, connections, grants, live: [] };
      Object.defineProperty(view, 'data', { get: () => told, set: () => undefined });
      view.requestUpdate('data');
    }`);
    // By selector: to work out the roles of 2,400 cells again and again takes a minute.
    await expect.poll(() => page.locator('.matrix th[scope=col]').count()).toBe(61);
    expect(await page.locator('.matrix th[scope=row]').count()).toBe(40);
    // To a cell far from the corner, then back by keyboard: what has the focus is not below the names.
    const far = page.locator('button[aria-label="Always: acme.e30 on Shop 50"]');
    await far.focus();
    for (let n = 0; n < 8; n += 1) await page.keyboard.press('Shift+Tab');
    const places = () =>
      page.evaluate<[Place, Place, Place]>(
        `[document.querySelector('.matrix-box'), document.querySelector('.matrix th'), document.activeElement]
          .map((one) => one.getBoundingClientRect().toJSON())`,
      );
    const [corner, first] = await places();
    expect([first.left, Math.round(first.top)]).toEqual([corner.left, Math.round(corner.top) + 1]);
    // The browser scrolls to it with its next frame.
    const isInSight = async (): Promise<boolean> => {
      const [, names, focused] = await places();
      return focused.left >= names.right - 1 && focused.top >= names.bottom - 1;
    };
    await expect.poll(isInSight).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(complaints).toEqual([]);
  });
});
