import { z } from 'zod';

/**
 * A path and perhaps a query, at one of a provider's origins. `{id}` stands for what the user filled into the plain
 * field `id`: one whole segment, or, where there is nothing else, the whole path. No URL has braces of its own
 * (RFC 3986, section 2).
 */
export const requestPath = z
  .string()
  .regex(
    /^(?:\/(?!\/)[!-"$-[\]-~]{0,500}|\{[a-z][A-Za-z0-9]{0,39}\})$/,
    'must be a path that starts with one /, or the id of a field in braces',
  )
  // Expressions, and no code: so an editor's JSON Schema refuses what the broker refuses.
  .regex(/^(?!.*\/\.{1,2}(?:[/?]|$))/, 'must not hold . or .. as a segment');
