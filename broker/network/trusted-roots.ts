import {
  createSecureContext,
  rootCertificates,
  type SecureContext,
  type SecureContextOptions,
} from 'node:tls';
import { NetworkError } from './network-error.ts';

/** By the additional roots: an application has one list of them. */
const made = new Map<string, SecureContext>();

/**
 * The roots that Node was built with, named explicitly: Node's own default would add NODE_EXTRA_CA_CERTS.
 * An embedder's additional roots (a company's proxy) are a setting, visible to every reader of the settings.
 * Parsing some 140 certificates takes 20 to 40 ms, so that each context is made once; it is immutable.
 */
export function trustedRoots(additional: readonly string[] = []): SecureContext {
  const list = additional.join('\n');
  const context = made.get(list) ?? make([...rootCertificates, ...additional]);
  made.set(list, context);
  return context;
}

/** The same roots, and a certificate of the client's own, in PEM. Throws NetworkError 'credential-malformed'. */
export const clientContext = (
  own: { readonly cert: string; readonly key: string; readonly passphrase: string | undefined },
  additional: readonly string[] = [],
): SecureContext => {
  try {
    return make([...rootCertificates, ...additional], own);
  } catch (cause) {
    throw new NetworkError('credential-malformed', { why: 'client-certificate', cause });
  }
};

const make = (ca: string[], own: SecureContextOptions = {}): SecureContext =>
  createSecureContext({ ca, minVersion: 'TLSv1.2', ...own });
