import { performance } from 'node:perf_hooks';
import { BrowserWindow, type WebContents } from 'electron/main';

/** Who stops for longer than this has stopped typing. */
const pauseMs = 3_000;

export type Typing = {
  /** Keys that are pressed in these contents count. */
  watch(contents: WebContents): void;
  /** Somebody types in a window of this application right now. Of other applications nobody can tell. */
  isGoingOn(): boolean;
};

export const watchTyping = (): Typing => {
  let lastKeyAt = Number.NEGATIVE_INFINITY;
  return Object.freeze<Typing>({
    watch: (contents) => {
      contents.on('before-input-event', (_event, { type }) => {
        if (type === 'keyDown') lastKeyAt = performance.now();
      });
    },
    isGoingOn: () => BrowserWindow.getFocusedWindow() !== null && performance.now() - lastKeyAt < pauseMs,
  });
};
