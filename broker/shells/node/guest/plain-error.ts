/**
 * Runs something of Node's and lets none of Node's error objects out: their classes belong to its internals, and
 * another version may hang more on them. Message and standard type are kept; they quote only the caller's own input.
 */
export const plainly = <T>(run: () => T): T => {
  try {
    return run();
  } catch (error) {
    throw plainError(error);
  }
};

const plainError = (error: unknown): Error => {
  const message = String((error as { message?: unknown }).message);
  if (error instanceof RangeError) return new RangeError(message);
  return new TypeError(message);
};
