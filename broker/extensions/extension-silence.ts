const ticksPerSilence = 5;

/**
 * Calls `onSilent` when nothing was heard for `silenceMs`. It counts the ticks of a timer rather than the clock: while
 * this process itself sleeps or is busy, no tick passes, and the far side's reports wait unread.
 */
export const watchSilence = (silenceMs: number, onSilent: () => void): { heard(): void; stop(): void } => {
  let silentTicks = 0;
  const timer = setInterval(() => {
    silentTicks += 1;
    // One more, because the last report came somewhere within its tick.
    if (silentTicks > ticksPerSilence) onSilent();
  }, silenceMs / ticksPerSilence);
  timer.unref();
  return Object.freeze({
    heard: () => {
      silentTicks = 0;
    },
    stop: () => clearInterval(timer),
  });
};
