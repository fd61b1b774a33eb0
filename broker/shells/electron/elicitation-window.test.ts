import type { ElectronApplication, Page } from 'playwright-core';
import { beforeAll, expect, it, vi } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import type { ElicitationPrompt } from '../../contracts/elicitation.ts';
import { elicitationWith } from '../../contracts/fixtures/elicitation-with.ts';
import { answerInPage } from './fixtures/answer-in-page.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { type AskingGlobal, openAsking } from './fixtures/open-asking.ts';

const nonce = 'n'.repeat(22);
const text = { kind: 'text', minLength: 0, maxLength: 40, masked: false, required: true };
const form = elicitationWith({ asks: { mode: 'form', fields: [{ ...text, label: 'Name' }] } });

describeUnless(whyNoElectron(), 'the window for a question of an MCP server', {}, () => {
  const { allGone, answer, beganInert, press, windowOf, ...asking } = openAsking();
  let app: ElectronApplication;
  beforeAll(() => {
    app = asking.app();
  });

  const ask = async (asked: ElicitationPrompt): Promise<Page> => {
    await allGone();
    await app.evaluate(
      (_electron, shown) => (globalThis as unknown as AskingGlobal).valetkeyTest.askElicitation(shown),
      asked,
    );
    return windowOf('Cancel');
  };

  it('a person fills in the form and sends it', async () => {
    const page = await ask(form);
    expect(await beganInert(page, 'Send answer')).toBe(true);
    await page.getByLabel('Name').fill('Ada');
    await press(page, 'Send answer');
    expect(await answer()).toEqual({ nonce, action: 'accept', values: ['Ada'], by: 'window' });
  });

  it('a person opens the address by a press', async () => {
    const asks = { mode: 'url', address: 'https://pay.example.com/a', origin: 'https://pay.example.com' };
    const page = await ask(elicitationWith({ asks }));
    await press(page, 'Open in browser');
    expect(await answer()).toEqual({ nonce, action: 'accept', values: [], by: 'window' });
  });

  it('Decline, Escape and closing the window are told apart', async () => {
    await press(await ask(form), 'Decline');
    expect(await answer()).toEqual({ nonce, action: 'decline', by: 'window' });
    const page = await ask(form);
    await page.keyboard.press('Escape').catch(() => undefined);
    expect(await answer()).toMatchObject({ nonce, action: 'cancel', by: 'window' });
    await (await ask(form)).close();
    expect(await answer()).toEqual({ nonce, action: 'cancel', by: 'nobody' });
  });

  it('a page that answers by itself has canceled', async () => {
    const page = await ask(form);
    const send = page.getByRole('button', { name: 'Send answer' });
    await vi.waitFor(async () => expect(await send.isEnabled()).toBe(true));
    answerInPage(page, 'answerElicitation', { action: 'accept', values: ['Eve'] });
    expect(await answer()).toEqual({ nonce, action: 'cancel', by: 'page' });
  });

  it('a withdrawn question closes its window', async () => {
    const page = await ask(form);
    const closed = page.waitForEvent('close');
    await app.evaluate(() => (globalThis as unknown as AskingGlobal).valetkeyTest.withdraw());
    await closed;
    expect(await answer()).toEqual({ nonce, action: 'cancel', by: 'nobody' });
  });
});
