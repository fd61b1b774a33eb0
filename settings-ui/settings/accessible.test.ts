import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { chromiumBefore } from '../../broker/checks/fixtures/chromium-before.ts';
import { axeFindings } from '../fixtures/axe.ts';
import { beyondTheEdge } from '../fixtures/beyond-the-edge.ts';
import { outOfTabsReach } from '../fixtures/out-of-tabs-reach.ts';
import { states } from '../fixtures/states.ts';

const themes: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'high contrast, light': { colorScheme: 'light', contrast: 'more' },
  'high contrast, dark': { colorScheme: 'dark', contrast: 'more' },
  'forced colours': { colorScheme: 'dark', forcedColors: 'active' },
};

/** Windows beside another one, the smallest, the usual one at 200 %, and one as narrow as WCAG 1.4.10 has it at least. */
const small = [
  { width: 950, height: 700 },
  { width: 830, height: 600 },
  { width: 640, height: 420 },
  { width: 520, height: 370 },
  { width: 400, height: 740 },
  { width: 320, height: 500 },
];

/** The pictures of docs/tour.md are retaken only on request, with VALETKEY_PICTURES=1: every run would change it (ports, times). */
const pictures = fileURLToPath(new URL('../../.pictures/settings/', import.meta.url));
const wanted = process.env['VALETKEY_PICTURES'] !== undefined;
const pictured: Readonly<Record<string, string>> = {
  light: 'light',
  dark: 'dark',
  'high contrast, dark': 'contrast',
};

describe('the settings page', () => {
  const browser = chromiumBefore();

  it.for(Object.keys(states))(
    'the settings page in the state %s passes axe, reaches all with Tab and cuts nothing off, in every theme',
    async (name) => {
      const open = states[name];
      if (open === undefined) throw new Error(name);
      const { page, complaints, close } = await open(browser(), themes['light']);
      const found: Record<string, string[]> = {};
      for (const [theme, looks] of Object.entries(themes)) {
        await page.emulateMedia({
          colorScheme: looks.colorScheme ?? null,
          contrast: looks.contrast ?? null,
          forcedColors: looks.forcedColors ?? null,
        });
        const picture = wanted ? pictured[theme] : undefined;
        if (picture !== undefined) {
          mkdirSync(pictures, { recursive: true });
          await page.screenshot({ path: join(pictures, `${name}-${picture}.png`) });
        }
        found[theme] = await axeFindings(page);
      }
      const missed = await outOfTabsReach(page);
      const cutOff: Record<string, string[]> = {};
      for (const size of small) cutOff[size.width] = await beyondTheEdge(page, size);
      await close();
      expect(cutOff).toEqual(Object.fromEntries(small.map(({ width }) => [width, []])));
      expect(missed).toEqual([]);
      expect(found).toEqual(Object.fromEntries(Object.keys(themes).map((theme) => [theme, []])));
      expect(complaints).toEqual([]);
    },
  );
});

it('docs/tour.md shows every state of the settings page', () => {
  const tour = readFileSync(fileURLToPath(new URL('../../docs/tour.md', import.meta.url)), 'utf8');
  const toured = [...tour.matchAll(/\.pictures\/settings\/([a-z-]+)-(?:light|dark|contrast)\.png/g)];
  expect(Object.keys(states).toSorted()).toEqual(toured.map(([, name]) => name).toSorted());
});
