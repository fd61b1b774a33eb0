import {
  createSecureContext,
  rootCertificates,
  type SecureContext,
  type SecureContextOptions,
} from 'node:tls';
import type { ClientIdentity } from './identity.ts';
import { NetworkError } from './network-error.ts';
import { asPem } from './pem.ts';

let usual: SecureContext | undefined;

/**
 * The roots that Node was built with, named explicitly: Node's own default would add NODE_EXTRA_CA_CERTS.
 * An embedder's additional roots (a company's proxy) are a setting, seen by whoever reads the settings.
 * Parsing some 140 certificates takes milliseconds, so the usual context is made once; it is immutable.
 */
export const trustedRoots = (additional: readonly string[] = []): SecureContext => {
  if (additional.length > 0) return make([...rootCertificates, ...additional]);
  usual ??= make([...rootCertificates]);
  return usual;
};

/** The same roots, and a certificate of the client's own. Throws NetworkError 'credential-malformed'. */
export const contextWith = (
  { certificate, key, passphrase }: ClientIdentity,
  additional: readonly string[] = [],
): SecureContext => {
  const own = { cert: certificate.use(asPem), key: key.use(asPem) };
  const phrase = passphrase === undefined ? {} : { passphrase: passphrase.use((plaintext) => plaintext) };
  try {
    return make([...rootCertificates, ...additional], { ...own, ...phrase });
  } catch (cause) {
    throw new NetworkError('credential-malformed', { why: 'client-certificate', cause });
  }
};

const make = (ca: string[], own: SecureContextOptions = {}): SecureContext =>
  createSecureContext({ ca, minVersion: 'TLSv1.2', ...own });
