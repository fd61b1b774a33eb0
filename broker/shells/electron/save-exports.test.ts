import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { answerFileDialog, whyNoKeyboard } from './fixtures/answer-file-dialog.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { type OpenedApp, openApp } from './fixtures/open-app.ts';

const why = whyNoElectron() ?? whyNoKeyboard();

/** A real Electron and the system's own dialog, answered by keys. */
describeUnless(why, 'an export is saved where the person says', {}, () => {
  let opened: OpenedApp;
  beforeAll(async () => {
    opened = await openApp();
    await opened.settings.getByRole('button', { name: 'Activity', exact: true }).click();
    // The other edge: what the application tells in a dialog of its own.
    await opened.app.evaluate(({ dialog }) => {
      const told: string[] = [];
      Object.assign(globalThis, { told });
      dialog.showMessageBox = async (...args: unknown[]) => {
        const { message, detail } = args.at(-1) as { message: string; detail: string };
        told.push(`${message} ${detail}`);
        return { response: 0, checkboxChecked: false };
      };
    });
  });
  afterAll(() => opened?.stop());

  const offer = (format: RegExp) => opened.settings.getByRole('button', { name: format }).click();
  const saving = (answer: Parameters<typeof answerFileDialog>[2]) =>
    answerFileDialog(opened.env, 'Save the export', answer);
  const told = (): Promise<string[]> =>
    opened.app.evaluate(() => (globalThis as unknown as { told: string[] }).told);
  const files = (): string[] => readdirSync(opened.home, { recursive: true }).map(String);

  it('an export is saved whole at the typed path', async () => {
    const path = join(opened.home, 'where I say.jsonl');
    // It is there for six seconds, while others look at the file.
    const notice = opened.settings.getByText(/^The export holds \d+ entries\.$/).textContent();
    await offer(/JSON Lines/);
    await saving({ path });
    await vi.waitFor(() => expect(existsSync(path)).toBe(true));
    await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toMatch(/\n$/));
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('link');
    expect(await notice).toBe(`The export holds ${lines.length} entries.`);
  });

  it('a cancelled export writes nothing, and the next one works', async () => {
    const before = files();
    await offer(/CSV/);
    await saving('cancel');
    expect(files().filter((one) => !before.includes(one) && one.endsWith('.csv'))).toEqual([]);
    const path = join(opened.home, 'after all.csv');
    await offer(/CSV/);
    await saving({ path });
    await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toMatch(/^"kind",.*,"seq","at","link"\n/));
    expect(await told()).toEqual([]);
  });

  it('an export that cannot be written names the file to the person', async () => {
    await offer(/JSON Lines/);
    await saving({ path: '/proc/exported.jsonl' });
    await vi.waitFor(async () =>
      expect(await told()).toEqual(['The export could not be saved. /proc/exported.jsonl']),
    );
  });

  it('no other download begins', async () => {
    await opened.app.evaluate(({ webContents }) => {
      const all = webContents.getAllWebContents();
      const contents = all.find((one) => one.getURL().startsWith('valetkey-ui://settings'));
      const begun: string[] = [];
      Object.assign(globalThis, { begun });
      contents?.session.on('will-download', (event, item) => {
        begun.push(`${item.getURL().slice(0, 21)} ${event.defaultPrevented ? 'refused' : 'let through'}`);
      });
    });
    await opened.settings.evaluate(`for (const address of ['data:text/plain,anything', 'settings.js']) {
      const link = document.createElement('a');
      link.href = address;
      link.download = 'anything.txt';
      link.click();
    }`);
    const begun = () => opened.app.evaluate(() => (globalThis as unknown as { begun: string[] }).begun);
    const refused = ['data:text/plain,anyth refused', 'valetkey-ui://setting refused'];
    await vi.waitFor(async () => expect((await begun()).toSorted()).toEqual(refused));
  });
});
