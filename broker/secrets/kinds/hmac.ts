import { createHash, createHmac } from 'node:crypto';
import { NetworkError } from '../../network/network-error.ts';
import { type OutgoingRequest, wirePath } from '../../network/outgoing.ts';
import { plaintextOf } from '../vault/plaintext.ts';
import { fill } from './fill.ts';
import type { AuthOf, CredentialKind, CredentialValues, KindPowers, Memory } from './kind.ts';
import { formsOf, problemOf } from './of-a-secret.ts';
import { secretBytes, secretBytesProblem } from './secret-bytes.ts';
import { learnTimeOfRefusal, type ServerClocks, timeAt } from './server-clock.ts';
import { setHeader } from './set-header.ts';

type Hmac = AuthOf<'hmac'>;
type Signing = Memory & { readonly clocks: ServerClocks };

/** The secret signs and is never sent: what a server can echo is a signature of this one request. */
export const hmac: CredentialKind<Hmac, Signing> = {
  reserves: ({ signature, timestamp, nonce, bodyDigest, headers }) => ({
    headers: [
      signature.header,
      ...[timestamp, nonce, bodyDigest].flatMap((each) => each?.header ?? []),
      ...Object.keys(headers),
    ].map((name) => name.toLowerCase()),
    query: [],
  }),
  remember: () => ({ changes: 0, clocks: new Map() }),
  inject(auth, values, request, { clocks }, powers) {
    const { signature, separator, hash } = auth;
    const parts = partsOf(auth, values, request, clocks, powers);
    const key = secretBytes(plaintextOf(values.secret(auth.secret)), auth.secretEncoding);
    const sum = createHmac(hash, key);
    auth.sign.forEach((piece, index) => {
      if (index > 0 && separator !== '') sum.update(separator);
      sum.update(typeof piece === 'string' ? parts[piece] : fill(piece.text, values));
    });
    const signed = sum.digest(signature.encoding);
    setHeader(request.headers, signature.header, `${fill(signature.prefix ?? '', values)}${signed}`);
    return clocks.get(request.url.origin);
  },
  forms: (auth, values) => formsOf(plaintextOf(values.secret(auth.secret))),
  // Where the time is signed, a server refuses another one, and tells its own.
  learn: ({ timestamp }, _values, answer, { clocks }, { now }) =>
    timestamp !== undefined && learnTimeOfRefusal(clocks, answer, now()),
  check: (say, auth, given) =>
    problemOf(auth.secret, given, (secret) => secretBytesProblem(say, secret, auth.secretEncoding)),
};

type Part = Extract<Hmac['sign'][number], string>;

/** Sets the headers that the signature depends on, and gives what can be signed. */
const partsOf = (
  auth: Hmac,
  values: CredentialValues,
  request: OutgoingRequest,
  clocks: ServerClocks,
  powers: KindPowers,
): Record<Part, string | Uint8Array> => {
  const { url, method, headers, body = '' } = request;
  for (const [name, text] of Object.entries(auth.headers)) setHeader(headers, name, fill(text, values));

  const now = timeAt(clocks, url.origin, powers.now());
  const timestamp = auth.timestamp === undefined ? '' : timeAs(auth.timestamp.format, now);
  if (auth.timestamp !== undefined) setHeader(headers, auth.timestamp.header, timestamp);
  const nonce = auth.nonce === undefined ? '' : Buffer.from(powers.randomBytes(16)).toString('hex');
  if (auth.nonce !== undefined) setHeader(headers, auth.nonce.header, nonce);
  const digest = auth.bodyDigest;
  const bodyDigest = digest === undefined ? '' : createHash(digest.hash).update(body).digest(digest.encoding);
  if (digest?.header !== undefined) setHeader(headers, digest.header, `${digest.prefix ?? ''}${bodyDigest}`);

  const path = wirePath(request);
  const undeclared =
    (auth.sign.includes('timestamp') && auth.timestamp === undefined) ||
    (auth.sign.includes('nonce') && auth.nonce === undefined) ||
    (auth.sign.includes('bodyDigest') && digest === undefined);
  if (undeclared) throw new NetworkError('credential-malformed', { why: 'undeclared-piece' });
  return {
    method,
    path,
    timestamp,
    nonce,
    body,
    bodyDigest,
    scheme: url.protocol.slice(0, -1),
    host: url.host,
    query: url.search.slice(1),
    target: path + url.search,
    contentType: headers['content-type'] ?? '',
  };
};

const timeAs = (format: NonNullable<Hmac['timestamp']>['format'], ms: number): string => {
  if (format === 'iso') return new Date(ms).toISOString();
  return String(Math.floor(format === 'seconds' ? ms / 1000 : ms));
};
