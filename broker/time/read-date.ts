const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2100, 0, 1);

/** `2026-12-05 09:40:12 UTC`, as GitHub writes dates, or with `-0500`. */
const spaced = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ?(UTC|Z|[+-]\d\d:?\d\d)$/;
/** RFC 3339, section 5.6. A day by itself begins at midnight UTC, so that nobody is told too late. */
const standard = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d))?$/;
/** RFC 9110, section 5.6.7. */
const ofHttp = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/**
 * Milliseconds since 1970 of a date as services write it: RFC 3339, HTTP, GitHub’s form, or a number of seconds or
 * milliseconds. Undefined: it is none, or no year of this century.
 */
export function readDate(said: unknown): number | undefined {
  const at =
    typeof said === 'number' ? fromNumber(said) : typeof said === 'string' ? fromText(said.trim()) : NaN;
  return at >= earliest && at < latest ? Math.floor(at) : undefined;
}

const fromNumber = (count: number): number => (count < 100_000_000_000 ? count * 1000 : count);

const fromText = (text: string): number => {
  if (text.length > 40) return Number.NaN;
  if (/^\d{10,13}$/.test(text)) return fromNumber(Number(text));
  const [, day, time, zone = ''] = spaced.exec(text) ?? [];
  if (day !== undefined) return Date.parse(`${day}T${time}${zone === 'UTC' ? 'Z' : zone}`);
  return standard.test(text) || ofHttp.test(text) ? Date.parse(text) : Number.NaN;
};
