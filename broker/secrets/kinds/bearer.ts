import { plaintextOf } from '../vault/plaintext.ts';
import { asHeaderValue } from './header-value.ts';
import type { AuthOf, CredentialKind } from './kind.ts';
import { formsOf } from './of-a-secret.ts';

/** RFC 6750, 2.1. */
export const bearer: CredentialKind<AuthOf<'bearer'>> = {
  reserves: () => ({ headers: ['authorization'], query: [] }),
  inject(auth, values, request) {
    const token = asHeaderValue(plaintextOf(values.secret(auth.secret)));
    Object.assign(request.headers, { authorization: `Bearer ${token}` });
  },
  forms: (auth, values) => formsOf(plaintextOf(values.secret(auth.secret))),
};
