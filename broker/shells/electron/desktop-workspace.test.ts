import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeUnless } from '../../checks/fixtures/describe-unless.ts';
import { english } from '../../contracts/texts/say.ts';
import type { Workspace } from '../../contracts/workspace.ts';
import { makeDesktopWorkspace } from './desktop-workspace.ts';
import { whyNoElectron } from './fixtures/launch-electron.ts';
import { type OpenedApp, openApp } from './fixtures/open-app.ts';

const chosen = vi.hoisted(() => ({ folders: [] as string[] }));
vi.mock('electron/main', () => ({
  dialog: { showOpenDialog: async () => ({ filePaths: chosen.folders }) },
}));

const root = realpathSync(mkdtempSync(join(tmpdir(), 'valetkey-desktop-workspace-')));
const [folder, file] = [join(root, 'shop'), join(root, 'workspace.json')];
mkdirSync(folder);
const shop: Workspace = { kind: 'folder', id: folder, name: 'shop' };
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The application as it starts, and what its broker was told. */
const started = () => {
  const told: (Workspace | undefined)[] = [];
  const logged: string[] = [];
  const workspace = makeDesktopWorkspace({
    say: english,
    file,
    broker: { setWorkspace: (next) => void told.push(next) },
    log: (_level, text) => void logged.push(text),
  });
  return { workspace, told, logged };
};

describe('the workspace of the desktop', () => {
  it('a folder that was chosen is open in this start and in the next, until the person closes it', async () => {
    const first = started();
    await first.workspace.resume();
    expect(first.told).toEqual([]);
    chosen.folders = [];
    await first.workspace.choose();
    chosen.folders = [folder];
    await first.workspace.choose();
    expect(first.told).toEqual([shop]);
    const second = started();
    await second.workspace.resume();
    expect([second.told, second.workspace.now()]).toEqual([[shop], shop]);
    await second.workspace.close();
    expect([second.told, second.workspace.now(), existsSync(file)]).toEqual([
      [shop, undefined],
      undefined,
      false,
    ]);
  });

  it('a link in the place of the remembered folder, a missing folder and a damaged file open nothing', async () => {
    chosen.folders = [folder];
    await started().workspace.choose();
    const other = join(root, 'other');
    renameSync(folder, other);
    for (const put of [() => undefined, () => symlinkSync(other, folder)]) {
      put();
      const { workspace, told, logged } = started();
      await workspace.resume();
      expect([told, logged.length]).toEqual([[], 1]);
    }
    writeFileSync(file, '{"folder":');
    const { workspace, told } = started();
    await workspace.resume();
    expect(told).toEqual([]);
  });
});

/** A real Electron; only the system's dialog for a folder is answered in its place. */
describeUnless(whyNoElectron(), 'the workspace in the menu of the desktop', {}, () => {
  let opened: OpenedApp;
  beforeAll(async () => {
    opened = await openApp();
  });
  afterAll(() => opened?.stop());

  it('the menu opens a folder as the workspace and closes it, and the page says which one is open', async () => {
    const { app, settings, home } = opened;
    const click = (id: string) =>
      app.evaluate(({ Menu }, wanted) => Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click(), id);
    const real = join(realpathSync(home), 'shop & co');
    mkdirSync(real);
    await app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
    }, real);
    await click('open-workspace');
    await settings.getByText('Workspace: shop & co').waitFor();
    const label = () =>
      app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('close-workspace')?.label);
    expect(await label()).toBe('Close workspace “shop && co”');
    await click('close-workspace');
    await settings.getByText('Workspace: shop & co').waitFor({ state: 'detached' });
    expect(await label()).toBeUndefined();
  });
});
