import { getHeapStatistics, queryObjects } from 'node:v8';
import { outOfMemoryExitCode } from './out-of-memory.ts';

const { process, setInterval } = globalThis;

const everyMs = 250;
/** A full collection of a large heap takes some 50 ms: at most 5 % of the time. */
const collectEveryMs = 1_000;

/**
 * Ends the thread when what the extension holds exceeds its limit, before V8's own limit does: at that one, a single
 * allocation that does not fit ends the whole process, the broker included (measured: pushing numbers to one array is
 * enough). Buffers count here, which V8's limit leaves out.
 *
 * This runs only while the extension yields; extension-worker-memory.ts watches it when it does not.
 */
export const watchHeap = (limitMb: number): void => {
  const limit = limitMb * 1024 * 1024;
  let collectedAt = Number.NEGATIVE_INFINITY;
  setInterval(() => {
    if (heldBytes() <= limit) return;
    const now = Date.now();
    if (now - collectedAt < collectEveryMs) return;
    collectedAt = now;
    collectGarbage();
    if (heldBytes() > limit) process.exit(outOfMemoryExitCode);
  }, everyMs);
};

const heldBytes = (): number => {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
};

/** V8 collects everything before it counts the instances of a class; of this one there are none. */
const collectGarbage = (): void => {
  queryObjects(class Nothing {}, { format: 'count' });
};
