/** How heap-watch.ts, in the thread, tells extension-worker.ts, outside, why it ended. */
export const outOfMemoryExitCode = 77;
