import { createHash } from 'node:crypto';
import { defined } from '@valetkey/api-contracts';
import { AwsV4Signer } from 'aws4fetch';
import { NetworkError } from '../../network/network-error.ts';
import { wirePath } from '../../network/outgoing.ts';
import { plaintextOf } from '../vault/plaintext.ts';
import { fill } from './fill.ts';
import { asHeaderValue } from './header-value.ts';
import type { AuthOf, CredentialKind, CredentialValues, Memory } from './kind.ts';
import { formsOf } from './of-a-secret.ts';
import { learnTimeOfRefusal, type ServerClocks, timeAt } from './server-clock.ts';
import { setHeader } from './set-header.ts';

type Sigv4 = AuthOf<'sigv4'>;
type Signing = Memory & {
  readonly clocks: ServerClocks;
  /** The signer's own, of the keys that it derives for a day, a region and a service. */
  readonly keys: Map<string, ArrayBuffer>;
};

/** What the signer writes. Query parameters of the same name would be a second signature, by the caller. */
const written = ['authorization', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256'];
const presigned = [
  'Algorithm',
  'Credential',
  'Date',
  'Expires',
  'SignedHeaders',
  'Security-Token',
  'Signature',
];

/**
 * AWS Signature Version 4, made by aws4fetch and sent by us. Signed are the method, path, query, host, body, and the
 * headers that AWS asks for: others may be changed on the way.
 */
export const sigv4: CredentialKind<Sigv4, Signing> = {
  reserves: () => ({ headers: [...written], query: presigned.map((name) => `X-Amz-${name}`) }),
  remember: () => ({ changes: 0, clocks: new Map(), keys: new Map() }),
  async inject(auth, values, request, { clocks, keys }, { now }) {
    const { url, method, headers, body = '' } = request;
    const ahead = clocks.get(url.origin);
    // One day's key is of use until midnight.
    if (keys.size > 4) keys.clear();
    const signer = withKeys(auth, values, (accessKeyId, secretAccessKey, sessionToken) => {
      const target = new URL(url);
      target.pathname = plainPath(wirePath(request));
      return new AwsV4Signer({
        method,
        url: target.href,
        accessKeyId,
        secretAccessKey,
        cache: keys,
        ...defined({ sessionToken }),
        service: scopeWord(fill(auth.service, values)),
        region: scopeWord(fill(auth.region, values)),
        datetime: amzDate(timeAt(clocks, url.origin, now())),
        headers: {
          ...Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-amz-'))),
          'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
        },
      });
    });
    const signed = await signer.sign();
    for (const name of written) {
      const value = signed.headers.get(name);
      if (value !== null) setHeader(headers, name, value);
    }
    return ahead;
  },
  // The key's id stands in every signature, and is no more secret than the field that it comes from.
  forms: (auth, values) => {
    const fields = [auth.secretAccessKey, auth.sessionToken, auth.accessKeyId];
    return fields.flatMap((field) =>
      // The session's token alone may be absent: of the others `secret` says that nothing was entered.
      field === undefined ||
      values.text(field) !== undefined ||
      (field === auth.sessionToken && !values.has(field))
        ? []
        : formsOf(plaintextOf(values.secret(field))),
    );
  },
  learn: (_auth, _values, answer, { clocks }, { now }) => learnTimeOfRefusal(clocks, answer, now()),
};

const withKeys = <T>(
  { accessKeyId, secretAccessKey, sessionToken }: Sigv4,
  values: CredentialValues,
  fn: (accessKeyId: string, secretAccessKey: string, sessionToken: string | undefined) => T,
): T => {
  const id = values.text(accessKeyId) ?? asHeaderValue(plaintextOf(values.secret(accessKeyId)));
  const token =
    sessionToken === undefined || !values.has(sessionToken)
      ? undefined
      : asHeaderValue(plaintextOf(values.secret(sessionToken)));
  return fn(asHeaderValue(id), asHeaderValue(plaintextOf(values.secret(secretAccessKey))), token);
};

/**
 * AWS takes a bare plus in a path for a space, other servers of its API for a plus: it would name two things. Written as
 * %2B or %20 it is one.
 */
const plainPath = (path: string): string => {
  if (path.includes('+')) throw new NetworkError('destination-refused', { why: 'plus-in-path' });
  return path;
};

/** A slash would say another scope than it seems to. */
const scopeWord = (text: string): string => {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(text)) throw new NetworkError('credential-malformed', { why: 'scope' });
  return text;
};

/** 20260131T235959Z */
const amzDate = (ms: number): string => new Date(ms).toISOString().replace(/[:-]|\.\d{3}/g, '');
