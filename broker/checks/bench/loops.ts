/** What a worker is told to run. Both kinds of worker run the same loops, one after the other, many times in turn. */
export type Order = {
  readonly call: 'raw' | 'describe' | 'fetch' | 'relay';
  readonly target?: string;
  readonly times: number;
  readonly atOnce: number;
};
/** Of one order, in microseconds: the median call, and the mean time per call with all that ran at once. */
export type Timing = { readonly p50: number; readonly each: number };

/**
 * Runs a call so many times, so many at once. Self-contained: its text is also put into an extension's script, since
 * an extension can import nothing.
 */
export const runLoop = async (
  call: () => Promise<unknown>,
  { times, atOnce }: Pick<Order, 'times' | 'atOnce'>,
  clock: () => number,
): Promise<Timing> => {
  const took: number[] = [];
  let started = 0;
  const lane = async (): Promise<void> => {
    while (started < times) {
      started += 1;
      const before = clock();
      await call();
      took.push(clock() - before);
    }
  };
  const before = clock();
  await Promise.all(Array.from({ length: atOnce }, lane));
  const each = ((clock() - before) * 1000) / times;
  took.sort((a, b) => a - b);
  return { p50: (took[Math.floor(took.length / 2)] ?? 0) * 1000, each };
};
