import {
  type ConnectionView,
  type Facet,
  type SettingsContract,
  settingsContract,
} from '@valetkey/api-contracts';
import type { Browser, Page } from 'playwright-core';
import { openGate } from '../../port/gate.ts';
import { whyNoElectron } from '../../shells/electron/fixtures/launch-electron.ts';
import { openApp } from '../../shells/electron/fixtures/open-app.ts';
import { launchChromium, pageInChromium } from '../fixtures/page-in-chromium.ts';
import { type Measure, measure, median, table } from './measure.ts';

/**
 * `npm run bench:ui`: the settings page as it is shipped, in Chromium, by its own performance marks. Each time is
 * printed against a baseline of the same run: the same rows as bare elements without any style.
 */
const limits = { painted: 50, frame: 32, keystroke: 16, firstPaint: 300 } as const;
const rounds = 5;

const states = ['ready', 'untested', 'failing', 'needs-reconnect', 'suspended'] as const;
const connections = (count: number): ConnectionView[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `con_${String(n).padStart(21, '0')}` as ConnectionView['id'],
    providerId: `acme.reader/api${n % 9}` as ConnectionView['providerId'],
    scope: n % 3 === 0 ? 'workspace' : 'user',
    displayName: `Connection ${((n * 7919) % count) + 1} of ${['alpha', 'beta', 'gamma', 'delta'][n % 4]}`,
    fields: { url: `https://api${n % 50}.example.com` },
    createdAt: 1_700_000_000_000 + n,
    updatedAt: 1_700_000_000_000 + n,
    state: states[n % states.length] ?? 'ready',
    origins: [`https://api${n % 50}.example.com`],
    secretFields: [{ field: 'token', saved: true, setAt: 1_700_000_000_000 }],
    ...(n % 2 === 0 ? { lastUsedAt: 1_750_000_000_000 - n * 60_000 } : {}),
    holders: n % 5 === 0 ? 1 : 0,
    grants: { active: n % 4, suspended: 0 },
  }));

/** A port that answers with these rows, in pages as the broker does, and nothing else. */
const serving = (rows: readonly ConnectionView[]): Facet<SettingsContract> => {
  const empty = Object.fromEntries(Object.keys(settingsContract).map((name) => [name, () => []]));
  const never = new Promise<never>(() => undefined);
  const answers: Partial<Facet<SettingsContract>> = {
    listConnections: ({ after, limit }) => {
      const begin = after === undefined ? 0 : rows.findIndex(({ id }) => id === after) + 1;
      const connections = rows.slice(begin, begin + limit);
      const last = begin + limit < rows.length ? connections.at(-1)?.id : undefined;
      return { connections, total: rows.length, ...(last === undefined ? {} : { next: last }) };
    },
    changes: ({ version }) => (version === 0 ? { version: 1, topics: [] } : never),
    stopped: () => ({ stopped: false }),
    protection: () => ({
      state: 'unlocked',
      canSetAside: false,
      guardedBy: 'a bench',
      grade: 'strong',
      notProtectedFrom: [],
    }),
  };
  return { ...empty, ...answers } as unknown as Facet<SettingsContract>;
};

const open = (browser: Browser, rows: readonly ConnectionView[]) =>
  pageInChromium(browser, 'settings', (transport) => {
    openGate({
      contract: settingsContract,
      facet: serving(rows),
      transport,
      onViolation: (why) => process.stderr.write(`the page broke the rules of its port: ${why}\n`),
      onClosed: () => undefined,
      onInternalError: (error) => process.stderr.write(`${String(error)}\n`),
    });
  });

const painted = async (page: Page): Promise<number> => {
  const isThere = `performance.getEntriesByName('connections:painted').length > 0`;
  while (!(await page.evaluate<boolean>(isThere))) await new Promise((resolve) => setTimeout(resolve, 50));
  return page.evaluate<number>(
    `performance.getEntriesByName('connections:painted')[0].startTime - performance.getEntriesByName('connections:arrived')[0].startTime`,
  );
};

/** The same rows, all of them, as elements that nobody styled; from the data to after the frame that shows them. */
const bare = async (browser: Browser, rows: readonly ConnectionView[]): Promise<number> => {
  const page = await browser.newPage();
  const texts = rows.map((one) => [
    ...[one.displayName, one.state, one.providerId, one.origins.join(), String(one.lastUsedAt)],
  ]);
  const ms = await page.evaluate<number>(`((rows) => new Promise((resolve) => {
    const begin = performance.now();
    const list = document.createElement('div');
    for (const texts of rows) {
      const row = document.createElement('div');
      for (const text of texts) {
        const cell = document.createElement('span');
        cell.textContent = text;
        row.append(cell);
      }
      list.append(row);
    }
    document.body.append(list);
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now() - begin);
      port2.postMessage(undefined);
    });
  }))(${JSON.stringify(texts)})`);
  await page.close();
  return ms;
};

/** Turns the wheel of the list for two seconds; the time between frames, longest first. */
const scrolled = (page: Page): Promise<number[]> =>
  page.evaluate(`new Promise((resolve) => {
    const box = document.querySelector('.list-box');
    const frames = [];
    let last;
    const next = (now) => {
      if (last !== undefined) frames.push(now - last);
      last = now;
      box.scrollTop += 700;
      if (frames.length < 120) requestAnimationFrame(next);
      else resolve(frames.sort((a, b) => b - a));
    };
    requestAnimationFrame(next);
  })`);

const typed = async (page: Page): Promise<number[]> => {
  await page.keyboard.press('/');
  await page.keyboard.type('connection 12 beta', { delay: 60 });
  for (let n = 0; n < 8; n += 1) await page.keyboard.press('Backspace', { delay: 30 });
  const all = await page.evaluate<number[]>(
    `performance.getEntriesByName('filter').map(({ duration }) => duration)`,
  );
  return all.sort((a, b) => b - a);
};

const firstPaint = (page: Page): Promise<number> =>
  page.evaluate<number>(`performance.getEntriesByName('first-contentful-paint')[0].startTime`);

const measures: Measure[] = [];
const note = (name: string, ms: number, base: number, baseline: string, atMost: number): void => {
  measures.push(
    measure(
      name,
      { value: ms, unit: 'ms', ratio: ms / base, baseline: `${baseline} (${base.toFixed(1)} ms)` },
      { atMost },
      ms,
      'ms',
    ),
  );
};

const browser = await launchChromium();
let bareAll = Number.NaN;
for (const count of [200, 10_000]) {
  const rows = connections(count);
  const ours: number[] = [];
  const bares: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bares.push(await bare(browser, rows));
    const opened = await open(browser, rows);
    ours.push(await painted(opened.page));
    await opened.close();
  }
  note(
    `${count} connections: data to painted`,
    median(ours),
    median(bares),
    'all of them as bare elements',
    limits.painted,
  );
  if (count === 10_000) bareAll = median(bares);
}
const opened = await open(browser, connections(10_000));
await painted(opened.page);
const frames = await scrolled(opened.page);
note(
  '10,000: longest of 120 frames while scrolling',
  frames[0] ?? Number.NaN,
  median(frames),
  'the median frame',
  limits.frame,
);
const keys = await typed(opened.page);
note(
  `10,000: longest of ${keys.length} keystrokes in the search`,
  keys[0] ?? Number.NaN,
  bareAll,
  'all rows as bare elements',
  limits.keystroke,
);
const firstBare = await firstPaint(opened.page);
await opened.close();
await browser.close();

const why = whyNoElectron();
if (why === undefined) {
  const app = await openApp();
  await app.settings.getByRole('navigation').waitFor();
  const first = await firstPaint(app.settings);
  note(
    'Electron: first paint of the settings window',
    first,
    firstBare,
    'the same page in Chromium',
    limits.firstPaint,
  );
  await app.stop();
} else process.stderr.write(`Electron: not measured, ${why}\n`);

const json = process.argv.includes('--json');
process.stdout.write(
  json ? measures.map((one) => `${JSON.stringify(one)}\n`).join('') : `${table(measures)}\n`,
);
if (measures.some(({ ok }) => !ok)) process.exitCode = 1;
