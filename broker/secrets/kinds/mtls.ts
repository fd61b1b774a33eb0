import { X509Certificate } from 'node:crypto';
import { NetworkError } from '../../network/network-error.ts';
import { clientContext } from '../../network/trusted-roots.ts';
import { plaintextOf } from '../vault/plaintext.ts';
import type { AuthOf, CredentialKind, SecretProblem } from './kind.ts';
import { formsOf } from './of-a-secret.ts';
import { asPem, pemForms, privateKeyIn } from './pem.ts';

type Mtls = AuthOf<'mtls'>;

/** A TLS client certificate. The key signs in the handshake and is never sent; the certificate is public. */
export const mtls: CredentialKind<Mtls> = {
  reserves: () => ({ headers: [], query: [] }),
  inject(_auth, _values, { url }) {
    // Without TLS nobody would see who is asking.
    if (url.protocol !== 'https:') throw new NetworkError('credential-malformed', { why: 'not-encrypted' });
  },
  identity: ({ certificate, key, passphrase }, values) => {
    const chain = values.secret(certificate);
    const own = values.secret(key);
    const phrase =
      passphrase === undefined || !values.has(passphrase) ? undefined : values.secret(passphrase);
    return {
      contextWith: (additionalRoots) =>
        clientContext(
          {
            cert: asPem(plaintextOf(chain)),
            key: asPem(plaintextOf(own)),
            passphrase: phrase && plaintextOf(phrase),
          },
          additionalRoots,
        ),
    };
  },
  forms: ({ key, passphrase }, values) => [
    ...pemForms(plaintextOf(values.secret(key))),
    ...(passphrase === undefined || !values.has(passphrase)
      ? []
      : formsOf(plaintextOf(values.secret(passphrase)))),
  ],
  check: (say, { certificate, key, passphrase }, given) => {
    const problems: SecretProblem[] = [];
    const tell = (field: string, sentence: string): void => {
      problems.push({ field, sentence });
    };
    const chain = given(certificate);
    const pem = given(key);
    const leaf = chain === undefined ? undefined : certificateIn(chain);
    if (chain !== undefined && leaf === undefined)
      tell(
        certificate,
        say('This is not a certificate: it must be PEM that begins with -----BEGIN CERTIFICATE-----.'),
      );
    const phrase = passphrase === undefined ? undefined : given(passphrase);
    const own = pem === undefined ? undefined : privateKeyIn(pem, phrase);
    if (pem !== undefined && own === undefined)
      tell(
        key,
        passphrase === undefined
          ? say('This is not a private key in PEM, or it is encrypted; give it without encryption.')
          : say('This is not a private key in PEM, or the passphrase does not open it.'),
      );
    if (leaf !== undefined && own !== undefined && !leaf.checkPrivateKey(own))
      tell(key, say('This is not the key of the first certificate.'));
    return problems;
  },
};

const certificateIn = (pem: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(asPem(pem));
  } catch {
    return undefined;
  }
};
