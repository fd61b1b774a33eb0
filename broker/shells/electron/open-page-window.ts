import { join } from 'node:path';
import { BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme } from 'electron/main';
import { shippedFolder } from '../shipped-folder.ts';
import type { Look } from './look.ts';
import { confineContents, confinedPreferences } from './window-hygiene.ts';
import { addressOf, type PageName, pageSession } from './window-pages.ts';

export type WindowPowers = {
  /** Where the pages and their preload are, in an application that is bundled. Absent: beside this module. */
  readonly pages?: string | undefined;
  /** The name and colors of the application. Absent: Valetkey's own. */
  readonly look?: Look | undefined;
  /** In development builds only. */
  readonly devTools: boolean;
  readonly log: (level: 'info' | 'warn' | 'error', text: string, cause?: unknown) => void;
};

/** Where .config/build-electron.mjs put the pages and their preload. */
export const pagesFolder = ({ pages }: Pick<WindowPowers, 'pages'>): string =>
  shippedFolder(pages, {
    option: 'pages',
    path: 'dist/shells/electron/pages',
    holds: 'preload.cjs',
    beside: './pages/',
    moduleUrl: import.meta.url,
  });

/** A hidden window with one of our pages, confined before it loads anything; the caller shows it. */
export const openPage = (
  page: PageName,
  powers: WindowPowers,
  looks: BrowserWindowConstructorOptions,
): BrowserWindow => {
  const { devTools, log } = powers;
  const pages = pagesFolder(powers);
  const { session, confined } = pageSession(pages, powers.look);
  const address = addressOf(page);
  const window = new BrowserWindow({
    ...looks,
    show: false,
    // Else a window that opens in the dark is white for a moment.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1f2023' : '#fbfbfc',
    webPreferences: confinedPreferences({
      preload: join(pages, 'preload.cjs'),
      session,
      devTools,
    }),
  });
  window.setMenuBarVisibility(false);
  confineContents(window.webContents, address);
  // What a page calls itself is not what its window is called.
  window.on('page-title-updated', (event) => event.preventDefault());
  const load = async (): Promise<void> => {
    await confined;
    if (!window.isDestroyed()) await window.loadURL(address);
  };
  load().catch((error: unknown) => {
    if (!window.isDestroyed()) log('error', `the ${page} page did not load`, error);
  });
  return window;
};
