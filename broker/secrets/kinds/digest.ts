import { createHash } from 'node:crypto';
import { NetworkError } from '../../network/network-error.ts';
import { type OutgoingRequest, wirePath } from '../../network/outgoing.ts';
import { plaintextOf } from '../vault/plaintext.ts';
import { type Challenge, challengesIn } from './challenges.ts';
import type { AuthOf, CredentialKind, CredentialValues, KindPowers, Memory } from './kind.ts';
import { formsOf } from './of-a-secret.ts';
import { setHeader } from './set-header.ts';

type Digest = AuthOf<'digest'>;
type Algorithm = 'SHA-256' | 'SHA-512-256' | 'MD5';

/** A challenge that can be answered, and how often its nonce was used. */
type Asked = {
  readonly algorithm: Algorithm;
  readonly session: boolean;
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly qop: 'auth' | 'auth-int' | undefined;
  readonly userhash: boolean;
  readonly cnonce: string;
  count: number;
};
/** By origin: a nonce is for the server that made it. */
type Nonces = Memory & { readonly asked: Map<string, Asked> };

/**
 * RFC 7616, over node:crypto. What there is on npm knows MD5 only, or draws its nonces from Math.random and takes the
 * algorithm from its caller instead of the challenge.
 */
export const digestKind: CredentialKind<Digest, Nonces> = {
  reserves: () => ({ headers: ['authorization'], query: [] }),
  remember: () => ({ changes: 0, asked: new Map() }),
  inject(auth, values, request, { asked }) {
    const challenge = asked.get(request.url.origin);
    // The first request asks; nothing is sent that anybody could use.
    if (challenge !== undefined)
      setHeader(request.headers, 'authorization', answer(auth, values, request, challenge));
    return challenge;
  },
  forms: (auth, values) => formsOf(plaintextOf(values.secret(auth.password))),
  learn({ allowMd5 }, _values, { origin, status, headers, sentWith }, memory, powers) {
    if (status !== 401) return false;
    const challenge = strongest(challengesIn(headers['www-authenticate']), allowMd5, powers);
    const before = memory.asked.get(origin);
    if (challenge === undefined) return false;
    if (challenge.nonce === before?.nonce) return sentWith !== before;
    memory.asked.set(origin, challenge);
    return true;
  },
};

const hashNames = { 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256', MD5: 'md5' } as const;
const byStrength: readonly Algorithm[] = ['SHA-256', 'SHA-512-256', 'MD5'];

const strongest = (
  challenges: readonly Challenge[],
  allowMd5: boolean,
  powers: KindPowers,
): Asked | undefined => {
  const known = challenges.flatMap((challenge) => readChallenge(challenge, allowMd5, powers) ?? []);
  return known.sort((a, b) => byStrength.indexOf(a.algorithm) - byStrength.indexOf(b.algorithm))[0];
};

const readChallenge = (
  { scheme, parameters }: Challenge,
  allowMd5: boolean,
  { randomBytes }: KindPowers,
): Asked | undefined => {
  const [, name = '', session] = /^(.*?)(-sess)?$/i.exec(parameters.get('algorithm') ?? 'MD5') ?? [];
  const algorithm = byStrength.find((one) => one === name.toUpperCase());
  const nonce = parameters.get('nonce');
  if (scheme !== 'digest' || algorithm === undefined || nonce === undefined) return undefined;
  if (algorithm === 'MD5' && !allowMd5) return undefined;
  const offered = parameters.get('qop')?.split(/[ \t]*,[ \t]*/);
  const qop = offered?.includes('auth') ? 'auth' : offered?.includes('auth-int') ? 'auth-int' : undefined;
  // Without it there is no nonce of ours in the answer: what RFC 2069 had, and servers of its age have.
  if (qop === undefined && (offered !== undefined || algorithm !== 'MD5')) return undefined;
  const realm = parameters.get('realm') ?? '';
  const opaque = parameters.get('opaque');
  if (![realm, nonce, opaque ?? ''].every((text) => text.length <= 2048 && /^[ -~]*$/.test(text)))
    return undefined;
  return {
    algorithm,
    session: session !== undefined,
    realm,
    nonce,
    opaque,
    qop,
    userhash: parameters.get('userhash')?.toLowerCase() === 'true',
    cnonce: Buffer.from(randomBytes(16)).toString('hex'),
    count: 0,
  };
};

/** RFC 7616, 3.4. */
const answer = (
  { username, password }: Digest,
  values: CredentialValues,
  request: OutgoingRequest,
  asked: Asked,
): string => {
  const { realm, nonce, opaque, qop, cnonce, algorithm } = asked;
  const hash = (text: string | Uint8Array): string =>
    createHash(hashNames[algorithm]).update(text).digest('hex');
  const user = values.text(username) ?? '';
  if (!/^[ -~]+$/.test(user) || user.includes(':')) {
    throw new NetworkError('credential-malformed', { why: user.includes(':') ? 'colon' : 'character' });
  }
  const uri = wirePath(request) + request.url.search;
  const secret = plaintextOf(values.secret(password));
  if (secret === '') throw new NetworkError('credential-malformed', { why: 'empty' });
  const base = hash(`${user}:${realm}:${secret}`);
  const a1 = asked.session ? hash(`${base}:${nonce}:${cnonce}`) : base;
  const body = qop === 'auth-int' ? `:${hash(request.body ?? '')}` : '';
  const a2 = hash(`${request.method}:${uri}${body}`);
  asked.count += 1;
  const nc = asked.count.toString(16).padStart(8, '0');
  const response = hash([a1, nonce, ...(qop === undefined ? [] : [nc, cnonce, qop]), a2].join(':'));
  return `Digest ${[
    `username=${quoted(asked.userhash ? hash(`${user}:${realm}`) : user)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}${asked.session ? '-sess' : ''}`,
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    ...(qop === undefined ? [] : [`qop=${qop}`, `nc=${nc}`, `cnonce="${cnonce}"`]),
    ...(asked.userhash ? ['userhash=true'] : []),
  ].join(', ')}`;
};

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
