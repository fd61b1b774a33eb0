/** So long do the buttons that allow do nothing after the window appeared, gained focus or moved. */
export const inertMs = 1_000;
const lookEveryMs = 100;

/**
 * Nobody's hurried click or key is a yes: `set(true)` for the first second, and again each time that the window came
 * under somebody's pointer. Main keeps the same second and refuses what comes too early.
 */
export function keepInert(set: (inert: boolean) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = (): void => {
    clearTimeout(timer);
    set(true);
    timer = setTimeout(() => set(false), inertMs);
  };
  const place = (): string => [screenX, screenY, outerWidth, outerHeight].join();
  let last = place();
  setInterval(() => {
    const now = place();
    if (now !== last) again();
    last = now;
  }, lookEveryMs);
  window.addEventListener('focus', again);
  document.addEventListener('visibilitychange', again);
  again();
  return again;
}
