import type { Say } from '../contracts/texts/say.ts';
import { type Auth, kindOf, type SecretProblem } from './kinds/index.ts';

/** When secrets are saved: what is wrong with them, by field, in sentences that quote nothing. */
export const secretProblems = (
  say: Say,
  auth: Auth,
  given: (field: string) => string | undefined,
): readonly SecretProblem[] => kindOf(auth).check?.(say, auth, given) ?? [];
