import { join } from 'node:path';
import { BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme } from 'electron/main';
import { confineContents, confinedPreferences } from './window-hygiene.ts';
import { addressOf, type PageName, pageSession } from './window-pages.ts';

export type WindowPowers = {
  /** Where .config/build-electron.mjs put pages and their preload. */
  readonly pages: string;
  /** In development builds only. */
  readonly devTools: boolean;
  readonly log: (level: 'info' | 'warn' | 'error', text: string, cause?: unknown) => void;
};

/** A hidden window with one of our pages, confined before it loads anything; the caller shows it. */
export const openPage = (
  page: PageName,
  { pages, devTools, log }: WindowPowers,
  looks: BrowserWindowConstructorOptions,
): BrowserWindow => {
  const { session, confined } = pageSession(pages);
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
  // The page is not asked, so that it cannot keep its window open: neither by an answer nor by giving none.
  window.on('close', (event) => {
    event.preventDefault();
    window.destroy();
  });
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
