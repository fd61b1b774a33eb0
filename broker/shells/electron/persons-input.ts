import { performance } from 'node:perf_hooks';
import type { WebContents } from 'electron/main';

/** Presses and releases, by pointer, key or finger; a pointer that only moves over a window says nothing. */
const presses: ReadonlySet<string> = new Set([
  ...['mouseDown', 'mouseUp', 'rawKeyDown', 'keyDown', 'keyUp', 'char'],
  ...['touchStart', 'touchEnd', 'gestureTap', 'pointerDown', 'pointerUp'],
]);

/**
 * When somebody last pressed something in these contents, in `performance.now()`. Chromium's browser process tells of it
 * before the page hears of it (Electron's `input-event`); events that a page makes by itself never pass through there.
 */
export const watchInput = (contents: WebContents): (() => number) => {
  let lastAt = Number.NEGATIVE_INFINITY;
  contents.on('input-event', (_event, { type }) => {
    if (presses.has(type)) lastAt = performance.now();
  });
  return () => lastAt;
};
