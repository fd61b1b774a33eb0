import { type Auth, kindOf, type SecretProblem } from './kinds/index.ts';

/** When secrets are saved: what is wrong with them, by field, in sentences that quote nothing. */
export const secretProblems = (
  auth: Auth,
  given: (field: string) => string | undefined,
): readonly SecretProblem[] => kindOf(auth).check?.(auth, given) ?? [];
