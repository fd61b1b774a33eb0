import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';

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

const make = (ca: string[]): SecureContext => createSecureContext({ ca, minVersion: 'TLSv1.2' });
