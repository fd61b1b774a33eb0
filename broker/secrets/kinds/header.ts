import { plaintextOf } from '../vault/plaintext.ts';
import { asHeaderValue } from './header-value.ts';
import type { AuthOf, CredentialKind } from './kind.ts';
import { formsOf } from './of-a-secret.ts';
import { setHeader } from './set-header.ts';

/** `prefix` is put before the secret as it stands, a separating space included: 'Token '. */
export const header: CredentialKind<AuthOf<'header'>> = {
  reserves: (auth) => ({ headers: [auth.name.toLowerCase()], query: [] }),
  inject(auth, values, request) {
    const secret = asHeaderValue(plaintextOf(values.secret(auth.secret)));
    setHeader(request.headers, auth.name, `${auth.prefix ?? ''}${secret}`);
  },
  forms: (auth, values) => formsOf(plaintextOf(values.secret(auth.secret))),
};
