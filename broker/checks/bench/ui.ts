import type { Facet } from '@valetkey/api-contracts';
import type { Browser, Page } from 'playwright-core';
import type { ConnectionView } from '../../contracts/connection.ts';
import { type SettingsContract, settingsContract } from '../../contracts/settings.ts';
import { openGate } from '../../port/gate.ts';
import { whyNoElectron } from '../../shells/electron/fixtures/launch-electron.ts';
import { openApp } from '../../shells/electron/fixtures/open-app.ts';
import { launchChromium, pageInChromium, whyNoChromium } from '../fixtures/page-in-chromium.ts';
import { type Measure, measure, median, table } from './measure.ts';
import { connections, entries, extensions, grants, live } from './ui-rows.ts';

/**
 * `npm run bench:ui`: the settings page as it is shipped, in Chromium, by its own performance marks. Each time is
 * printed against a baseline of the same run: the same rows as bare elements without any style.
 */
const limits = { painted: 50, frame: 32, keystroke: 16, firstPaint: 300 } as const;
/**
 * What 10,000 rows of bare elements take on the machine that the limits were set on. Painting and keystrokes are judged
 * as if this machine were that one, so that a slow or busy machine does not decide.
 */
const referenceBareMs = 467;
const rounds = 5;

/** A port that answers with these rows, in pages as the broker does, and nothing else. */
const serving = (
  rows: readonly ConnectionView[],
  more: Partial<Facet<SettingsContract>>,
): Facet<SettingsContract> => {
  const never = new Promise<never>(() => undefined);
  // What is no list, and has no answer below, is still on its way.
  const empty = Object.fromEntries(
    Object.entries(settingsContract).map(([name, { result }]) => [
      name,
      () => (result.safeParse([]).success ? [] : never),
    ]),
  );
  const answers: Partial<Facet<SettingsContract>> = {
    listConnections: ({ after, limit }) => {
      const begin = after === undefined ? 0 : rows.findIndex(({ id }) => id === after) + 1;
      const connections = rows.slice(begin, begin + limit);
      const last = begin + limit < rows.length ? connections.at(-1)?.id : undefined;
      return { connections, total: rows.length, next: last };
    },
    changes: ({ version }) => (version === 0 ? { version: 1, topics: [] } : never),
    takePlace: () => ({}),
    notifications: () => ({ on: true }),
    workspace: () => ({}),
    installing: () => ({ offered: true }),
    listAudit: () => ({ entries: [], unreadable: [] }),
    stopped: () => ({ stopped: false, ended: 0, extensions: [] }),
    protection: () => ({
      state: 'unlocked',
      canSetAside: false,
      ways: [],
      guardedBy: 'a bench',
      grade: 'strong',
      notProtectedFrom: [],
    }),
  };
  return { ...empty, ...answers, ...more } as unknown as Facet<SettingsContract>;
};

const open = (
  browser: Browser,
  rows: readonly ConnectionView[],
  more: Partial<Facet<SettingsContract>> = {},
) =>
  pageInChromium(browser, 'settings', (transport) => {
    openGate({
      contract: settingsContract,
      facet: serving(rows, more),
      transport,
      onViolation: (why) => process.stderr.write(`the page broke the rules of its port: ${why}\n`),
      onClosed: () => undefined,
      onInternalError: (error) => process.stderr.write(`${String(error)}\n`),
    });
  });

const painted = async (page: Page, what = 'connections'): Promise<number> => {
  const isThere = `performance.getEntriesByName('${what}:painted').length > 0`;
  while (!(await page.evaluate<boolean>(isThere))) await new Promise((resolve) => setTimeout(resolve, 50));
  return page.evaluate<number>(
    `performance.getEntriesByName('${what}:painted')[0].startTime - performance.getEntriesByName('${what}:arrived')[0].startTime`,
  );
};

/** The same rows, all of them, as elements that nobody styled; from the data to after the frame that shows them. */
const bareConnections = (browser: Browser, rows: readonly ConnectionView[]): Promise<number> =>
  bare(
    browser,
    rows.map((one) => [
      ...[one.displayName, one.state, one.providerId, one.origins.join(), String(one.lastUsedAt)],
    ]),
  );

const bare = async (browser: Browser, texts: readonly (readonly string[])[]): Promise<number> => {
  const page = await browser.newPage();
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

const typed = async (page: Page, text = 'connection 12 beta', what = 'filter'): Promise<number[]> => {
  await page.keyboard.press('/');
  await page.keyboard.type(text, { delay: 60 });
  for (let n = 0; n < 8; n += 1) await page.keyboard.press('Backspace', { delay: 30 });
  const all = await page.evaluate<number[]>(
    `performance.getEntriesByName('${what}').map(({ duration }) => duration)`,
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

/** The same, judged by what the machine at hand does with bare elements in this run. */
const noteScaled = (name: string, ms: number, bareMs: number, atMost: number): void => {
  const scaled = ms * (referenceBareMs / bareMs);
  const baseline = `10,000 rows as bare elements (${bareMs.toFixed(1)} ms)`;
  measures.push(
    measure(name, { value: ms, unit: 'ms', ratio: ms / bareMs, baseline }, { atMost }, scaled, 'ms, scaled'),
  );
};

const missing = whyNoChromium();
if (missing !== undefined) {
  process.stderr.write(
    `bench:ui measures pages in Chromium. This machine ${missing}. VALETKEY_CHROMIUM names another one.\n`,
  );
  process.exit(1);
}
const browser = await launchChromium();
let bareAll = Number.NaN;
const paintedOf: [string, number][] = [];
for (const count of [200, 10_000]) {
  const rows = connections(count);
  const ours: number[] = [];
  const bares: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bares.push(await bareConnections(browser, rows));
    const opened = await open(browser, rows);
    ours.push(await painted(opened.page));
    await opened.close();
  }
  if (count === 10_000) bareAll = median(bares);
  paintedOf.push([`${count} connections: data to painted`, median(ours)]);
}
for (const [name, ms] of paintedOf) noteScaled(name, ms, bareAll, limits.painted);
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
noteScaled(
  `10,000: longest of ${keys.length} keystrokes in the search`,
  keys[0] ?? Number.NaN,
  bareAll,
  limits.keystroke,
);
const firstBare = await firstPaint(opened.page);
await opened.close();

const log = entries(10_000, 200);
const answers: Partial<Facet<SettingsContract>> = {
  listGrants: () => grants(1_000, 200),
  listLive: () => live(100, 200),
  listExtensions: () => extensions(200),
  listAudit: ({ before = Number.MAX_SAFE_INTEGER, limit }) => {
    const page = log.filter(({ seq }) => seq < before).slice(0, limit);
    const last = page.at(-1)?.seq;
    return {
      entries: page,
      unreadable: [],
      ...(last === undefined || last === 1 ? undefined : { next: last }),
    };
  },
};
for (const [view, what, name] of [
  ['Access', 'access', '1,000 grants: data to painted'],
  ['Extensions', 'extensions', '200 extensions: data to painted'],
  ['Activity', 'activity', '10,000 log lines: page of 200 to painted'],
] as const) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { page, close } = await open(browser, connections(200), answers);
    await painted(page);
    await page.getByRole('button', { name: view, exact: true }).click();
    times.push(await painted(page, what));
    if (what === 'access' && round === rounds - 1) {
      const strokes = await typed(page, 'extension 12 beta', 'access:filter');
      noteScaled(
        `1,000 grants: longest of ${strokes.length} keystrokes in the search`,
        strokes[0] ?? Number.NaN,
        bareAll,
        limits.keystroke,
      );
    }
    await close();
  }
  noteScaled(name, median(times), bareAll, limits.painted);
}
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
