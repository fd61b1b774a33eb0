import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openElectron } from '../../shells/electron/fixtures/launch-electron.ts';
import { windowAt } from '../../shells/electron/fixtures/open-app.ts';
import { type Desktop, startDesktop } from '../../shells/electron/fixtures/start-desktop.ts';
import { median } from './measure.ts';

const compiled = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const rounds = 5;

export type StartTimes = {
  /** From starting the process to a settings page that can be used, its middle one. */
  readonly settingsMs: number;
  /** From starting the process to a page with one heading, in an Electron without anything of ours. */
  readonly bareMs: number;
  /** From the page's own navigation to its first contentful paint. */
  readonly settingsPaintMs: number;
  readonly barePaintMs: number;
};

/** The desktop application and a bare Electron window, started in turn on the same desktop with the same keyring. */
export const measureStarts = async (): Promise<StartTimes> => {
  const home = mkdtempSync(join(tmpdir(), 'valetkey-start-'));
  const desktop = await startDesktop(home, { keyring: 'unlocked' });
  try {
    const ours: Started[] = [];
    const bare: Started[] = [];
    // The first of each makes caches, and the vault's key.
    for (let round = 0; round <= rounds; round += 1) {
      const one = await start(desktop, '../../main.js', 'valetkey-ui://settings/', 'No connections yet');
      const other = await start(desktop, '../../shells/electron/fixtures/bare-window.js', /^data:/, 'Bare');
      if (round > 0) {
        ours.push(one);
        bare.push(other);
      }
    }
    return {
      settingsMs: median(ours.map(({ ms }) => ms)),
      bareMs: median(bare.map(({ ms }) => ms)),
      settingsPaintMs: median(ours.map(({ paintMs }) => paintMs)),
      barePaintMs: median(bare.map(({ paintMs }) => paintMs)),
    };
  } finally {
    await desktop.stop();
    rmSync(home, { recursive: true, force: true });
  }
};

type Started = { readonly ms: number; readonly paintMs: number };

const start = async (
  desktop: Desktop,
  main: string,
  url: string | RegExp,
  heading: string,
): Promise<Started> => {
  const began = performance.now();
  const app = await openElectron(desktop, compiled(main));
  try {
    const page = typeof url === 'string' ? await windowAt(app, url) : await app.firstWindow();
    await page.getByRole('heading', { name: heading }).waitFor();
    return { ms: performance.now() - began, paintMs: await paintOf(page) };
  } finally {
    await app.close();
  }
};

const paintOf = (page: Page): Promise<number> =>
  page.evaluate(`new Promise((resolve) => {
    const look = () => {
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      if (paint === undefined) requestAnimationFrame(look);
      else resolve(paint.startTime);
    };
    look();
  })`);
