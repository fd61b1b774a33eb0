import type { Worker } from 'node:worker_threads';

const everyMs = 50;

/**
 * Ends a thread that keeps its loop busy while this process grows by four times what the extension may hold. V8 lets
 * garbage grow to about that factor before it collects, and a thread that does not yield cannot be asked.
 *
 * Memory belongs to the process, not to a thread: when two threads are busy and one of them grows, both are ended.
 */
export const watchBusyGrowth = (
  worker: Worker,
  limitMb: number,
  rss: () => number,
  onGrown: () => void,
): { stop(): void } => {
  const limit = limitMb * 4 * 1024 * 1024;
  let before = worker.performance.eventLoopUtilization();
  let rssWhenBusy: number | undefined;
  const timer = setInterval(() => {
    const now = worker.performance.eventLoopUtilization();
    const { utilization } = worker.performance.eventLoopUtilization(now, before);
    before = now;
    if (utilization < 0.99) {
      rssWhenBusy = undefined;
      return;
    }
    rssWhenBusy ??= rss();
    if (rss() - rssWhenBusy > limit) onGrown();
  }, everyMs);
  timer.unref();
  return Object.freeze({ stop: () => clearInterval(timer) });
};
