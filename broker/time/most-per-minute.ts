import { isRecent } from './is-recent.ts';

const withinMs = 60_000;

/**
 * Counts what may be done `most` times a minute. Returns undefined when it may be done now, else the wait in ms.
 */
export function mostPerMinute(most: number, now: () => number): () => number | undefined {
  let done: number[] = [];
  return () => {
    const at = now();
    done = done.filter((before) => isRecent(before, withinMs, at));
    const [oldest] = done;
    if (oldest !== undefined && done.length >= most) return Math.ceil(oldest + withinMs - at);
    done.push(at);
    return undefined;
  };
}
