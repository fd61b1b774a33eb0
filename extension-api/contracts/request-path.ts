import { z } from 'zod';
import { requestPathForm, withoutDotSegments } from './request-path-form.ts';

/**
 * A path and perhaps a query, at one of a provider's origins. `{id}` stands for what the user filled into the plain
 * field `id`: one whole segment, or, where there is nothing else, the whole path. No URL has braces of its own
 * (RFC 3986, section 2).
 */
export const requestPath = z
  .string()
  .regex(requestPathForm, 'must be a path that starts with one /, or the id of a field in braces')
  // Expressions, and no code: so an editor's JSON Schema refuses what the broker refuses.
  .regex(withoutDotSegments, 'must not hold . or .. as a segment');
