/** Of a stack that is told. */
const mostFrames = 5;
const longest = 4000;
const indescribable = 'The extension threw a value that cannot be described.';

/** The extension's own error, for its own output and its host: it holds nothing that the extension did not know. */
export function describeThrown(error: unknown): string {
  try {
    const {
      name = 'Error',
      message = error,
      code,
      stack,
    } = error as Record<'name' | 'message' | 'code' | 'stack', unknown>;
    const what = code === undefined ? String(name) : `${String(name)} ${String(code)}`;
    return [`${what}: ${String(message)}`, ...framesIn(stack)].join('\n').slice(0, longest);
  } catch {
    return indescribable;
  }
}

/** The same for a person who uses the application: without the kind of error and its place. */
export const messageOf = (error: unknown): string => {
  try {
    return String((error as { message?: unknown }).message ?? error).slice(0, longest);
  } catch {
    return indescribable;
  }
};

/** Of the extension's own script; how a shell got there is of no use to its author. */
const framesIn = (stack: unknown): readonly string[] =>
  typeof stack === 'string'
    ? stack
        .split('\n')
        .filter((line) => /^\s+at .*extension\.js:\d+:\d+\)?$/.test(line))
        .slice(0, mostFrames)
    : [];
