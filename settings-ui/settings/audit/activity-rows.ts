import type { Happening } from '@valetkey/broker/contracts';
import { say } from '../../say.ts';

export type DayHeading = { readonly key: string; readonly day: string };
export type ActivityRow = Happening | DayHeading;

const dayFormat = new Intl.DateTimeFormat(say.locale, { dateStyle: 'full' });

/** With a heading before each day's first. */
export function withDays(happenings: readonly Happening[], now = Date.now()): readonly ActivityRow[] {
  const [today, yesterday] = [dayFormat.format(now), dayFormat.format(new Date(now).setHours(-12))];
  let last: string | undefined;
  return happenings.flatMap((one) => {
    const day = dayFormat.format(one.entry.at);
    if (day === last) return [one];
    last = day;
    const called = day === today ? say('Today') : day === yesterday ? say('Yesterday') : day;
    return [{ key: `day ${day}`, day: called }, one];
  });
}
