/** Runs later; returns the way to call it off. Must not keep the process alive. */
export type After = (ms: number, run: () => void) => () => void;

/** By this process's own clock. */
export const after: After = (ms, run) => {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
};
