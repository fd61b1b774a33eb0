import { z } from 'zod';

/** A path and perhaps a query, at one of a provider's origins. */
export const requestPath = z
  .string()
  .regex(/^\/(?!\/)[!-"$-[\]-~]{0,500}$/, 'must be a path that starts with one /')
  .refine((path) => !/\/\.{1,2}([/?]|$)/.test(path), 'must not hold . or .. as a segment');
