import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openElectron, whyNoElectron } from './fixtures/launch-electron.ts';
import { windowAt } from './fixtures/open-app.ts';
import { startDesktop } from './fixtures/start-desktop.ts';

const main = new URL('../../dist/main.js', import.meta.url).href;

/** The application, with a person in front of it who answers every dialog with this button. */
const answering = (button: number): string => `import { dialog } from 'electron/main';
globalThis.shown = [];
dialog.showMessageBox = async ({ message, detail, buttons, defaultId }) => {
  globalThis.shown.push({ message, detail, pressed: buttons[${button}], preset: buttons[defaultId] });
  return { response: ${button}, checkboxChecked: false };
};
await import('${main}');`;

it('keeps secrets locked without a keyring until the person accepts that, with the consequence written out', async (ctx) => {
  const why = whyNoElectron();
  if (why !== undefined) ctx.skip(why);
  const home = mkdtempSync(join(tmpdir(), 'valetkey-weak-'));
  const desktop = await startDesktop(home, { keyring: 'no bus', name: '' });
  const run = async (button: number, text: string): Promise<unknown[]> => {
    const file = join(home, `answers-${button}.mjs`);
    writeFileSync(file, answering(button));
    const app = await openElectron(desktop, file);
    try {
      const settings = await windowAt(app, 'valetkey-ui://settings/');
      await settings.getByText(text).waitFor({ timeout: 10_000 });
      return await app.evaluate(() => (globalThis as unknown as { shown: unknown[] }).shown);
    } finally {
      await app.close();
    }
  };
  try {
    const [question, ...more] = await run(0, 'Secrets are locked');
    expect(more).toEqual([]);
    expect(question).toEqual({
      message: 'There is no keyring that could protect your secrets.',
      detail: expect.stringMatching(
        /Whoever gets a copy of your files,.* can read every secret in this vault\./,
      ),
      pressed: 'Keep secrets locked',
      preset: 'Keep secrets locked',
    });
    expect(await run(1, 'nothing but the permissions of its file')).toHaveLength(1);
    // Accepted once is accepted: nobody is asked at every start.
    expect(await run(0, 'nothing but the permissions of its file')).toEqual([]);
  } finally {
    await desktop.stop();
    rmSync(home, { recursive: true, force: true });
  }
}, 60_000);
