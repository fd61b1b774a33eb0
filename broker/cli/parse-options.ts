import { InvalidArgumentError } from 'commander';

export const parsedNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const explanation =
  'It must be a date such as 2026-11-24 or 2026-11-24T09:30 (UTC), today, yesterday, or a time ago such as 30m, 2h or 3d.';

/** A day alone is its first moment as `since`, and its last as `until`. */
export const parsedTime =
  (end: 'since' | 'until', now: () => number) =>
  (text: string): number => {
    const at = timeAgo(text, now()) ?? timeAt(dayCalled(text, now()), end);
    // Not a number: a time of day that no day has.
    if (at === undefined || !(at >= 0)) throw new InvalidArgumentError(explanation);
    return at;
  };

const timeAgo = (text: string, now: number): number | undefined => {
  const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  return unit === undefined ? undefined : now - Number(count) * units[unit as keyof typeof units];
};

/** In UTC, as every time that is printed. */
const dayCalled = (text: string, now: number): string => {
  if (text !== 'today' && text !== 'yesterday') return text;
  return new Date(text === 'today' ? now : now - units.d).toISOString().slice(0, 10);
};

const timeAt = (text: string, end: 'since' | 'until'): number | undefined => {
  const [, day, time, zone] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  if (day === undefined) return undefined;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // V8 takes the 30th of February for the 2nd of March.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return undefined;
  if (time === undefined) return end === 'since' ? midnight : midnight + units.d - 1;
  return Date.parse(`${day}T${time}${zone ?? 'Z'}`);
};
