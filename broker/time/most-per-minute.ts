const withinMs = 60_000;

/**
 * Counts what may be done `most` times a minute. Returns undefined when it may be done now, else the wait in ms. What was
 * done later than now was done before the clock was set back, and does not count.
 */
export function mostPerMinute(most: number, now: () => number): () => number | undefined {
  let done: number[] = [];
  return () => {
    const at = now();
    done = done.filter((before) => before <= at && at - before < withinMs);
    const [oldest] = done;
    if (oldest !== undefined && done.length >= most) return Math.ceil(oldest + withinMs - at);
    done.push(at);
    return undefined;
  };
}
