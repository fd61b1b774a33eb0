/**
 * Whether less than `ms` has passed since then. What is later than now was before the clock was set back, and is not
 * recent.
 */
export function isRecent(since: number, ms: number, now: number): boolean {
  return since <= now && now - since < ms;
}
