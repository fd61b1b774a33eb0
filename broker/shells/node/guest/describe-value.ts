const maxLength = 4_000;

/**
 * One line for the log. Not node:util's `inspect`: that hands itself to any value with an inspect method, and the
 * extension would hold a function of Node's.
 */
export function describeValue(value: unknown): string {
  try {
    return describe(value).slice(0, maxLength);
  } catch {
    return '[cannot be shown]';
  }
}

const describe = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'function') return `[function ${value.name}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Error) {
    const text = typeof value.stack === 'string' ? value.stack : String(value);
    const { code } = value as { code?: unknown };
    return typeof code === 'string' ? text.replace(/^\w*(?=: )/, (name) => `${name} ${code}`) : text;
  }
  return JSON.stringify(value) ?? String(value);
};
