/** Midnight here, that many days from the day of `now`: a day in which clocks change is a day. */
export function midnight(now: number, days = 0): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}
