import { type Auth, kindOf } from './kinds/index.ts';
import type { Reserved } from './kinds/kind.ts';

/** The headers and query parameters that the credential sets, so that a caller cannot. */
export function reservedNames(auth: Auth): Reserved {
  return kindOf(auth).reserves(auth);
}
