import { plainText } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { chromiumBefore } from '../broker/checks/fixtures/chromium-before.ts';

const browser = chromiumBefore();

/** Runs in the page: those of `texts` that paint no pixel, each drawn in a cell of its own. */
const paintNothing = (texts: string[]): string[] => {
  const [cell, across] = [40, 32];
  const canvas = document.createElement('canvas');
  canvas.width = cell * across;
  canvas.height = cell * across;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  context.font = '20px sans-serif';
  const blank: string[] = [];
  for (let from = 0; from < texts.length; from += across * across) {
    const part = texts.slice(from, from + across * across);
    context.clearRect(0, 0, canvas.width, canvas.height);
    part.forEach((text, index) => {
      context.fillText(text, (index % across) * cell + 8, Math.floor(index / across) * cell + 28);
    });
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const painted = new Set<number>();
    for (let at = 3; at < data.length; at += 4) {
      if (data[at] === 0) continue;
      const pixel = (at - 3) / 4;
      const row = Math.floor(pixel / canvas.width / cell);
      painted.add(row * across + Math.floor((pixel % canvas.width) / cell));
    }
    blank.push(...part.filter((_text, index) => !painted.has(index)));
  }
  return blank;
};

it('every Unicode character that is shown unescaped paints something', async () => {
  const shown: string[] = [];
  for (let code = 0x21; code <= 0x10ffff; code += 1) {
    const character = String.fromCodePoint(code);
    if (/[\p{Cn}\p{Unified_Ideograph}\p{Script=Hangul}\p{M}]/u.test(character)) continue;
    if (plainText(character) === character) shown.push(character);
  }
  for (let code = 0x1100; code <= 0x11ff; code += 1)
    if (plainText(String.fromCodePoint(code)) === String.fromCodePoint(code))
      shown.push(String.fromCodePoint(code));
  expect(shown.length).toBeGreaterThan(20_000);
  const page = await browser().newPage();
  const blank = await page.evaluate(paintNothing, shown);
  expect(blank.map((one) => one.codePointAt(0)?.toString(16))).toEqual([]);
  // The control: what is escaped does paint nothing, where it is drawn as it is.
  const unseen = ['\u3164', '\u2800', '\u115F', '\u1160', '\uFFA0', '\u180E', '\u200B', '\u{E0061}'];
  expect((await page.evaluate(paintNothing, unseen)).length).toBeGreaterThan(3);
});
