const format = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const withSeconds = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

export const dateText = (instant: number): string => format.format(instant);
export const preciseDateText = (instant: number): string => withSeconds.format(instant);
