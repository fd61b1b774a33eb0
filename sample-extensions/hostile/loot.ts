const lineLength = 3500;
/** Longer than any form of a token, so that no cut hides one from who reads line by line. */
const overlap = 400;
/** So that a host that hands out half its memory does not end in a million lines. */
const mostObjects = 1_000;

/** Numbered pieces, short enough for the log. */
export const inLines = (text: string): readonly string[] => {
  const pieces: string[] = [];
  for (let at = 0; at === 0 || at + overlap < text.length; at += lineLength - overlap) {
    pieces.push(text.slice(at, at + lineLength));
  }
  return pieces.map((piece, index) => `${index + 1}/${pieces.length}: ${piece}`);
};

/** What is in every JavaScript realm is no loot. */
const known = [Object, Function, Array, Error, TypeError].map(({ prototype }) => prototype);

/** Everything that can be read of a value: own properties, hidden ones too, prototypes, sources, some levels down. */
export const describe = (value: unknown, depth = 3, seen = new Set<unknown>(known)): string => {
  if (typeof value === 'string') return value;
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return String(value);
  if (seen.has(value) || seen.size > mostObjects) return '(again)';
  seen.add(value);
  const parts = [attempt(() => Object.prototype.toString.call(value))];
  if (typeof value === 'function') parts.push(attempt(() => Function.prototype.toString.call(value)));
  if (value instanceof Error) {
    for (const key of ['name', 'message', 'stack', 'cause'] as const) {
      parts.push(`${key}=${attempt(() => describe(value[key], depth - 1, seen))}`);
    }
  }
  if (depth > 0) {
    for (const key of ownKeys(value)) {
      const read = (): string => describe((value as Record<PropertyKey, unknown>)[key], depth - 1, seen);
      parts.push(`${String(key)}=${attempt(read)}`);
    }
    parts.push(`prototype=${attempt(() => describe(Object.getPrototypeOf(value), depth - 1, seen))}`);
  }
  return `{${parts.join(' | ')}}`;
};

const ownKeys = (value: object): readonly PropertyKey[] => {
  try {
    return Reflect.ownKeys(value).slice(0, 200);
  } catch {
    return [];
  }
};

const attempt = (read: () => string): string => {
  try {
    return read();
  } catch (error) {
    return `(${error instanceof Error ? error.message : 'unreadable'})`;
  }
};
