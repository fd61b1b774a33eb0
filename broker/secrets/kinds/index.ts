import { basic } from './basic.ts';
import { bearer } from './bearer.ts';
import { digestKind } from './digest.ts';
import { githubApp } from './github-app.ts';
import { header } from './header.ts';
import { hmac } from './hmac.ts';
import { jwtBearer } from './jwt-bearer.ts';
import type { AnyKind, Auth, AuthOf, CredentialKind, Memory } from './kind.ts';
import { mtls } from './mtls.ts';
import { none } from './none.ts';
import { oauth2 } from './oauth2.ts';
import { path } from './path.ts';
import { query } from './query.ts';
import { registryToken } from './registry-token.ts';
import { makeSeveral } from './several.ts';
import { sigv4 } from './sigv4.ts';

export type { ClientIdentity } from '../../network/identity.ts';
export type { OutgoingRequest } from '../../network/outgoing.ts';
export type {
  AnyKind,
  Auth,
  CredentialKind,
  CredentialValues,
  KindPowers,
  Memory,
  SecretProblem,
  TokenPowers,
  TokenRequest,
} from './kind.ts';

/** The kind that `auth` names. TypeScript cannot follow that the two belong together; the table below can. */
export const kindOf = (auth: Auth): AnyKind => credentialKinds[auth.kind] as AnyKind;

export const credentialKinds = Object.freeze({
  bearer,
  basic,
  header,
  query,
  path,
  sigv4,
  hmac,
  jwtBearer,
  githubApp,
  mtls,
  digest: digestKind,
  registryToken,
  several: makeSeveral(kindOf),
  oauth2,
  none,
}) satisfies { [K in Auth['kind']]: CredentialKind<AuthOf<K>> | CredentialKind<AuthOf<K>, Memory> };
