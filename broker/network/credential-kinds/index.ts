import { basic } from './basic.ts';
import { bearer } from './bearer.ts';
import { header } from './header.ts';
import type { Auth, CredentialKind } from './kind.ts';
import { none } from './none.ts';
import { oauth2 } from './oauth2.ts';
import { query } from './query.ts';

export type { OutgoingRequest } from '../outgoing.ts';
export type { Auth, CredentialKind, CredentialValues } from './kind.ts';

export const credentialKinds = Object.freeze({ bearer, basic, header, query, none, oauth2 }) satisfies {
  [K in Auth['kind']]: CredentialKind<Extract<Auth, { kind: K }>>;
};

/** The kind that `auth` names. TypeScript cannot follow that the two belong together; the line above can. */
export const kindOf = (auth: Auth): CredentialKind<Auth> =>
  credentialKinds[auth.kind] as CredentialKind<Auth>;
