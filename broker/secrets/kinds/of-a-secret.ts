import type { SecretProblem } from './kind.ts';

/** What to look for of a secret: itself, and how it is sent where that differs. Nothing of an empty one. */
export const formsOf = (secret: string, sent = secret): string[] =>
  secret === '' ? [] : [...new Set([secret, sent])];

/** What `judge` says of the secret that is given for this field, if one is. */
export const problemOf = (
  field: string,
  given: (field: string) => string | undefined,
  judge: (secret: string) => string | undefined,
): readonly SecretProblem[] => {
  const secret = given(field);
  const sentence = secret === undefined ? undefined : judge(secret);
  return sentence === undefined ? [] : [{ field, sentence }];
};
