const ticksPerSilence = 5;
/** Until the first report: on a busy machine, or where many extensions start at once, a start can take many seconds. */
const startMs = 30_000;

/**
 * Calls `onSilent` when nothing was heard for `silenceMs`, or for 30 seconds after a start. It counts the ticks of a timer
 * rather than the clock: while this process itself sleeps or is busy, no tick passes, and the far side's reports wait unread.
 */
export const watchSilence = (silenceMs: number, onSilent: () => void): { heard(): void; stop(): void } => {
  const tickMs = silenceMs / ticksPerSilence;
  let silentTicks = 0;
  let mostTicks = Math.max(ticksPerSilence, startMs / tickMs);
  const timer = setInterval(() => {
    silentTicks += 1;
    // One more, because the last report came somewhere within its tick.
    if (silentTicks > mostTicks) onSilent();
  }, tickMs);
  timer.unref();
  return Object.freeze({
    heard: () => {
      silentTicks = 0;
      mostTicks = ticksPerSilence;
    },
    stop: () => clearInterval(timer),
  });
};
