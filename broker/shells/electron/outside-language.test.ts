import { EventEmitter } from 'node:events';
import { ValetkeyError } from '@valetkey/api-contracts';
import type { MenuItemConstructorOptions, Session } from 'electron/main';
import { expect, it, vi } from 'vitest';
import { markedTexts } from '../../contracts/texts/fixtures/marked-texts.ts';
import { makeSay } from '../../contracts/texts/say.ts';
import type { StopState } from '../../powers.ts';
import type { TrayPowers } from './app-tray.ts';

const { menus, dialogs } = vi.hoisted(() => ({
  menus: [] as MenuItemConstructorOptions[][],
  dialogs: [] as Record<string, unknown>[],
}));
const shown = (answer: object) => async (dialog: Record<string, unknown>) => {
  dialogs.push(dialog);
  return answer;
};
vi.mock('electron/main', () => ({
  Menu: {
    buildFromTemplate: (template: MenuItemConstructorOptions[]) => menus.push(template),
    setApplicationMenu: () => undefined,
  },
  dialog: { showOpenDialog: shown({ filePaths: [] }), showMessageBox: shown({ response: 0 }) },
}));
const { showMenu } = await import('./app-menu.ts');
const { trayItems } = await import('./app-tray.ts');
const { chooseFolder, installFromMenu } = await import('./app-install.ts');
const { offerRestart } = await import('./app-restart-offer.ts');
const { makeDesktopWorkspace } = await import('./desktop-workspace.ts');
const { saveExports } = await import('./save-exports.ts');

const say = makeSay(markedTexts());
const isMarked = expect.stringMatching(/^⟦.*⟧$/s);
const nothing = (): undefined => undefined;
const notifications = { isOn: () => true, set: async () => undefined, onChange: nothing };

/** Of all items, those of submenus too, but for lines, and for an item that is only a key. */
const labelsIn = (items: readonly MenuItemConstructorOptions[]): unknown[] =>
  items
    .filter(({ type, visible }) => type !== 'separator' && visible !== false)
    .flatMap(({ label, submenu }) => [label, ...labelsIn(Array.isArray(submenu) ? submenu : [])]);

it('every item of the application’s menu is in the language of the application', () => {
  const open = { kind: 'folder', id: '/home/ada/code', name: 'code' } as never;
  showMenu({
    say,
    app: { name: 'Valetkey' },
    show: nothing,
    install: nothing,
    failed: nothing,
    notifications,
    extensions: { list: () => [{ id: 'acme.reader', name: 'Reader' }], onChange: nothing } as never,
    workspace: { now: () => open, onChange: nothing } as never,
  });
  const [nameOfApp, ...labels] = labelsIn(menus[0] ?? []);
  expect(nameOfApp).toBe('Valetkey');
  expect(labels.length).toBeGreaterThan(20);
  for (const label of labels) expect(label).toEqual(isMarked);
});

it.each([
  ['nothing is in use', 0, false],
  ['one is in use', 1, false],
  ['more are in use than it lists', 30, false],
  ['everything is stopped', 0, true],
])('every item of the tray’s menu is in the language of the application while %s', (_, count, stopped) => {
  const live = Array.from({ length: count }, (_nothing, inFlight) => ({
    extension: 'acme.reader',
    connectionId: 'con_x',
    inFlight,
  }));
  const followed = { live, stopped, unmet: [], nameOf: nothing } as never;
  const labels = labelsIn(trayItems(followed, { say, notifications } as unknown as TrayPowers));
  for (const label of labels) expect(label).toEqual(isMarked);
});

it('every dialog of main is in the language of the application', async () => {
  await chooseFolder(say);
  await makeDesktopWorkspace({ say, file: '', broker: { setWorkspace: nothing }, log: nothing }).choose();
  for (const why of ['crashed', 'hung', 'out-of-memory', 'protocol-violation'] satisfies StopState[])
    await offerRestart(say, { id: 'acme.reader', displayName: 'Reader' }, why);
  const refusal = { outcome: 'refused', problem: '“version” is of the author.', more: 2 };
  const settings = { client: { chooseExtension: async () => refusal }, close: nothing };
  const broker = { openSettings: nothing } as never;
  vi.spyOn(await import('./open-main-settings-client.ts'), 'openMainSettingsClient').mockReturnValue(
    settings as never,
  );
  await installFromMenu(say, broker, nothing);
  settings.client.chooseExtension = () => Promise.reject(new ValetkeyError({ code: 'conflict' }));
  await installFromMenu(say, broker, nothing);

  expect(dialogs).toHaveLength(8);
  for (const { title, message, detail = '', buttons = [] } of dialogs) {
    if (message === undefined) expect(title).toEqual(isMarked);
    else expect(message).toEqual(isMarked);
    for (const line of String(detail).split('\n\n')) if (line !== '') expect(line).toEqual(isMarked);
    for (const button of buttons as string[]) expect(button).toEqual(isMarked);
  }
});

it('the dialog that saves an export is in the language of the application', () => {
  dialogs.length = 0;
  const session = new EventEmitter();
  saveExports(session as Session, 'valetkey-ui://settings', say);
  const setSaveDialogOptions = vi.fn();
  const item = Object.assign(new EventEmitter(), {
    getURL: () => 'blob:valetkey-ui://settings/1',
    getFilename: () => 'log.csv',
    getSavePath: () => '/home/ada/log.csv',
    setSaveDialogOptions,
  });
  session.emit('will-download', { preventDefault: nothing }, item);
  item.emit('done', {}, 'interrupted');
  expect(setSaveDialogOptions).toHaveBeenCalledWith(
    expect.objectContaining({ title: isMarked, filters: [{ name: isMarked, extensions: ['csv'] }] }),
  );
  expect(dialogs).toEqual([expect.objectContaining({ message: isMarked, detail: '/home/ada/log.csv' })]);
});
