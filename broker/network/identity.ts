import type { SecureContext } from 'node:tls';

/**
 * The client's half of a TLS handshake, whose key stays where it is. A new object means new sockets, and the old ones end
 * when they are idle.
 */
export type ClientIdentity = {
  /** Called once per socket pool. Throws NetworkError 'credential-malformed'. */
  contextWith(additionalRoots: readonly string[] | undefined): SecureContext;
};
