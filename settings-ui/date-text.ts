const format = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const withSeconds = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

export const dateText = (instant: number): string => format.format(instant);
export const preciseDateText = (instant: number): string => withSeconds.format(instant);

const units = [
  ['minute', 60_000, 60],
  ['hour', 3_600_000, 24],
  ['day', 86_400_000, 30],
] as const;

/** `2 hours ago`; what is more than 30 days away is a date. */
export const agoText = (instant: number, now = Date.now()): string => {
  const past = Math.max(0, now - instant);
  if (past < 60_000) return 'just now';
  for (const [unit, ms, most] of units) {
    const count = Math.floor(past / ms);
    if (count < most) return relative.format(-count, unit);
  }
  return format.format(instant);
};
