import { type Measure, measure } from './measure.ts';
import type { Bench } from './set-up.ts';

const gigabyte = 1024 ** 3;
const mebi = 1024 ** 2;

/**
 * A body of 1 GB, read in the extension as fast as it comes. The process holds both the broker and the extension's
 * thread; what grows is told apart: the main thread's heap and buffers are the broker's, the resident set is everybody's.
 */
export const measureStream = async ({ drain }: Bench): Promise<Measure[]> => {
  await drain(`/public/stream?bytes=${64 * mebi}`);
  /**
   * What lives and is main's: garbage is the process's business, and in the second line. Not `arrayBuffers`, which
   * counts what main has allocated, and so what it handed over until the extension's own collector has come by.
   */
  const own = (): number => {
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = { own: own(), rss: process.memoryUsage.rss() };
  const most = { ...before };
  const watch = setInterval(() => {
    most.rss = Math.max(most.rss, process.memoryUsage.rss());
    most.own = Math.max(most.own, own());
  }, 50);
  const started = performance.now();
  const bytes = await drain(`/public/stream?bytes=${gigabyte}`);
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  if (bytes !== gigabyte) throw new Error(`the stream had ${bytes} bytes`);
  const grown = { own: (most.own - before.own) / mebi, rss: (most.rss - before.rss) / mebi };
  return [
    measure(
      'stream.1GB.broker-memory-growth',
      {
        value: grown.own,
        unit: 'MB',
        ratio: most.own / before.own,
        baseline: 'live heap and buffers of the main thread before',
      },
      { atMost: 32 },
      grown.own,
      'MB',
    ),
    measure(
      'stream.1GB.process-growth',
      {
        value: grown.rss,
        unit: 'MB',
        ratio: most.rss / before.rss,
        baseline: `resident set before, extension included; ${(1024 / seconds).toFixed(0)} MB/s`,
      },
      { atMost: 32 },
      grown.rss,
      'MB',
    ),
  ];
};
