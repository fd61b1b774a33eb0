/**
 * Runs before anything else of the settings page: what stands in its HTML is painted first, then its script is run.
 * Evaluating that takes longer than all that is needed for a window with a frame in it.
 */
const script = './settings.js';
/** A window that nobody sees paints no frame. */
const mostWaitMs = 150;

let begun = false;
const begin = (): void => {
  if (!begun) void import(script);
  begun = true;
};
requestAnimationFrame(() => setTimeout(begin));
setTimeout(begin, mostWaitMs);
