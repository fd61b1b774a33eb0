import { z } from 'zod';

/** An object with what is shared, and with one of two words beside it. `sentence` says so where neither stands. */
export function withEither<
  Shared extends z.ZodRawShape,
  One extends z.ZodRawShape,
  Other extends z.ZodRawShape,
>(shared: Shared, one: One, other: Other, sentence: string) {
  return z.union([z.strictObject({ ...shared, ...one }), z.strictObject({ ...shared, ...other })], sentence);
}
