import { z } from 'zod';

/** A path and perhaps a query, at one of a provider's origins. */
export const requestPath = z
  .string()
  .regex(/^\/(?!\/)[!-"$-[\]-~]{0,500}$/, 'must be a path that starts with one /')
  // Expressions, and no code: so an editor's JSON Schema refuses what the broker refuses.
  .regex(/^(?!.*\/\.{1,2}(?:[/?]|$))/, 'must not hold . or .. as a segment');
