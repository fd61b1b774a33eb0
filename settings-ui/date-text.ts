import { say } from './say.ts';

const format = new Intl.DateTimeFormat(say.locale, { dateStyle: 'medium', timeStyle: 'short' });
const withSeconds = new Intl.DateTimeFormat(say.locale, { dateStyle: 'medium', timeStyle: 'medium' });
const timeOnly = new Intl.DateTimeFormat(say.locale, { timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(say.locale);
const byCalendar = new Intl.RelativeTimeFormat(say.locale, { numeric: 'auto' });

const day = new Intl.DateTimeFormat(say.locale, { dateStyle: 'medium' });

export function dateText(instant: number): string {
  return format.format(instant);
}
export const preciseDateText = (instant: number): string => withSeconds.format(instant);

export const dayText = (instant: number): string => day.format(instant);

const dayMs = 86_400_000;
/** Of the calendar here: a day in which clocks change is a day. */
const dayNumber = (instant: number): number => {
  const date = new Date(instant);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / dayMs;
};
/** `in 5 days`, `tomorrow`, `today`: of what is ahead. */
export const inDaysText = (instant: number, now = Date.now()): string =>
  byCalendar.format(dayNumber(instant) - dayNumber(now), 'day');

const units = [
  ['minute', 60_000, 60],
  ['hour', 3_600_000, 24],
  ['day', 86_400_000, 30],
] as const;

export const timeText = (instant: number): string => timeOnly.format(instant);

/** `2 hours ago`, `1 day ago`; what is more than 30 days away is a date. */
export const agoText = (instant: number, now = Date.now()): string => {
  const past = Math.max(0, now - instant);
  if (past < 60_000) return say('just now');
  for (const [unit, ms, most] of units) {
    const count = Math.floor(past / ms);
    if (count < most) return relative.format(-count, unit);
  }
  return format.format(instant);
};
