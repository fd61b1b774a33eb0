import type { ConnectionRecord } from './connection.ts';

/** As whom a connection acts at its service, without a secret: what a grant's digest, which is of places, does not hold. */
export type Account = {
  readonly fields: ConnectionRecord['fields'];
  /** Which version of each secret. */
  readonly secrets: ReadonlyMap<string, number>;
  readonly signIn: SignInMark | undefined;
};

/** `byCode`: anyone who saw the code could enter it for an account of their own. */
export type SignInMark = { readonly at: number; readonly byCode: boolean };

export function accountOf(
  { fields, secretRefs }: Pick<ConnectionRecord, 'fields' | 'secretRefs'>,
  signIn: SignInMark | undefined,
): Account {
  return { fields, secrets: new Map(secretRefs.map(({ field, counter }) => [field, counter])), signIn };
}

/**
 * Whether this is surely the same account. Something that was missing may have been added, and a person may have signed
 * in again in their browser: that they did themselves.
 */
export const isSameAccount = (before: Account, now: Account): boolean =>
  Object.entries(before.fields).every(([id, value]) => now.fields[id] === value) &&
  [...before.secrets].every(([field, counter]) => now.secrets.get(field) === counter) &&
  (before.signIn === undefined || (now.signIn !== undefined && isSameSignIn(before.signIn, now.signIn)));

const isSameSignIn = (before: SignInMark, now: SignInMark): boolean => !now.byCode || before.at === now.at;
