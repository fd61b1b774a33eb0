import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BrowserWindow, Rectangle } from 'electron/main';
import { z } from 'zod';
import { parseJson } from '../../json/parse-json.ts';

type Size = Pick<Rectangle, 'width' | 'height'>;

const kept = z.strictObject({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
});

/**
 * Where the window was when it was last closed. Undefined where nothing sound is kept, or where no display shows it any
 * more: a window that nobody can reach is worse than one that forgot its place.
 */
export function keptBounds(file: string, displays: readonly Rectangle[], least: Size): Rectangle | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const { data } = kept.safeParse(parseJson(text));
  if (data === undefined) return undefined;
  // Its title bar has to be in reach of the pointer.
  const display = displays.find(
    ({ x, y, width, height }) =>
      data.x + data.width > x + 80 && data.x < x + width - 80 && data.y >= y && data.y < y + height - 40,
  );
  if (display === undefined) return undefined;
  return {
    x: data.x,
    y: data.y,
    width: Math.max(least.width, Math.min(data.width, display.width)),
    height: Math.max(least.height, Math.min(data.height, display.height)),
  };
}

/** Writes where the window is whenever it was moved or resized and rests, and when it closes. */
export function keepBounds(
  window: Pick<BrowserWindow, 'on' | 'once' | 'getNormalBounds' | 'isDestroyed'>,
  file: string,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = (): void => {
    clearTimeout(timer);
    if (window.isDestroyed()) return;
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify(window.getNormalBounds()));
      renameSync(`${file}.new`, file);
    } catch {
      // A full or read-only disk costs the place of the window, and nothing else.
    }
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, 500);
    timer.unref();
  };
  window.on('resize', later);
  window.on('move', later);
  window.on('close', save);
  window.once('closed', () => clearTimeout(timer));
}
