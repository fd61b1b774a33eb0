import type { Secret } from '../secrets/vault/secret.ts';

/** The client's half of a TLS handshake. A new object means new sockets, and the old ones end when they are idle. */
export type ClientIdentity = {
  readonly certificate: Secret;
  readonly key: Secret;
  readonly passphrase: Secret | undefined;
};
