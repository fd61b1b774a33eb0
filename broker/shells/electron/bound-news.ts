import { isRecent } from '../../time/is-recent.ts';

/** About the same thing once in this time, however often it happens. */
const againMs = 10 * 60_000;
/** Of all things together, but for what is told in any case. */
const mostInAMinute = 6;
const minuteMs = 60_000;

/** Whether a person is told of this now: no extension fills the screen by asking, crashing or waiting again and again. */
export function makeNewsBound({
  now,
}: {
  readonly now: () => number;
}): (about: string, always?: boolean) => boolean {
  const told = new Map<string, number>();
  return (about, always = false) => {
    const at = now();
    for (const [one, since] of told) if (!isRecent(since, againMs, at)) told.delete(one);
    const lately = [...told.values()].filter((since) => isRecent(since, minuteMs, at)).length;
    if (told.has(about) || (lately >= mostInAMinute && !always)) return false;
    told.set(about, at);
    return true;
  };
}
