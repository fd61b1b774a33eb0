import { NetworkError } from '../../network/network-error.ts';
import type { OutgoingRequest } from '../../network/outgoing.ts';
import { plaintextOf } from '../vault/plaintext.ts';
import { basic } from './basic.ts';
import { challengesIn } from './challenges.ts';
import { asHeaderValue } from './header-value.ts';
import {
  allTokens,
  dropRefused,
  type HeldToken,
  isFresh,
  noToken,
  type ReplacedSecret,
  renew,
  stillHeld,
  textsOf,
  tokenForms,
} from './held-token.ts';
import type { AuthOf, CredentialKind, CredentialValues, ErrandPowers, Memory } from './kind.ts';
import type { Minted } from './mint-jwt.ts';
import { coversRequest, type RegistryChallenge, readRegistryChallenge } from './registry-challenge.ts';
import { setHeader } from './set-header.ts';

/** With its realms in their normal form, as ../../providers/resolve-realms.ts writes them. */
type RegistryToken = AuthOf<'registryToken'>;
type Asked = { readonly challenge: RegistryChallenge; readonly held: HeldToken };

type RegistryMemory = Memory & {
  /** Origins that ask for the password itself. */
  readonly basic: Set<string>;
  /** By what was asked; the latest one comes last. */
  readonly asked: Map<string, Asked>;
  /** Of those that were dropped here for newer ones. */
  retired: readonly ReplacedSecret[];
  /** Their `changes`, and one for each: that of all never goes back. */
  dropped: number;
  /** What the next `ready` fetches, or why it cannot. */
  next: Asked | NetworkError | undefined;
};

const mostTokens = 64;

export const registryToken: CredentialKind<RegistryToken, RegistryMemory> = {
  reserves: () => ({ headers: ['authorization'], query: [] }),
  remember: () => {
    const asked = new Map<string, Asked>();
    const memory: RegistryMemory = {
      basic: new Set(),
      asked,
      retired: [],
      dropped: 0,
      next: undefined,
      get changes() {
        return [...asked.values()].reduce((sum, { held }) => sum + held.changes, memory.dropped);
      },
    };
    return memory;
  },
  ready(auth, values, memory, powers) {
    const { next } = memory;
    memory.next = undefined;
    if (next === undefined) return undefined;
    if (next instanceof NetworkError) return Promise.reject(next);
    return renew(next.held, powers, (errand) => fetchToken(auth, values, next.challenge, errand));
  },
  inject(auth, values, request, memory, powers) {
    if (memory.basic.has(request.url.origin)) {
      basic.inject(basicOf(auth), values, request, undefined, powers);
      return 'password';
    }
    // Without one, the registry says which it wants; nothing is sent that anybody could use.
    const token = tokenFor(request, memory, powers.now());
    if (token !== undefined)
      setHeader(request.headers, 'authorization', `Bearer ${asHeaderValue(plaintextOf(token))}`);
    return token;
  },
  forms: (auth, values, { asked, retired }) => [
    ...basic.forms(basicOf(auth), values, undefined),
    ...[...asked.values()].flatMap(({ held }) => tokenForms(held)),
    ...textsOf(retired),
  ],
  learn(auth, _values, answer, memory, { now }) {
    const { origin, status, headers, sentWith } = answer;
    if (status !== 401) return false;
    const challenges = challengesIn(headers['www-authenticate']);
    const challenge = readRegistryChallenge(challenges, origin);
    if (challenge === undefined) {
      const asksForPassword = challenges.some(({ scheme }) => scheme === 'basic');
      if (!asksForPassword) return false;
      if (memory.basic.has(origin)) return sentWith !== 'password';
      memory.basic.add(origin);
      return true;
    }
    // Whole addresses: a registry cannot choose which path of another host is asked with the password.
    if (!isOwnRealm(challenge) && !auth.realms.includes(challenge.realm)) {
      memory.next = new NetworkError('destination-refused', { why: 'realm-elsewhere' });
      return true;
    }
    const key = JSON.stringify(challenge);
    const known = memory.asked.get(key);
    // A token that was refused as soon as it came is not helped by another one.
    if (known?.held.token !== undefined && !dropRefused(known.held, answer, now())) return false;
    const asked = known ?? { challenge, held: noToken() };
    memory.asked.delete(key);
    memory.asked.set(key, asked);
    for (const [oldest, { held }] of memory.asked) {
      if (memory.asked.size <= mostTokens) break;
      memory.asked.delete(oldest);
      memory.retired = stillHeld([...allTokens(held), ...memory.retired], now());
      memory.dropped += held.changes + 1;
    }
    memory.next = asked;
    return true;
  },
};

const basicOf = ({ username, password }: RegistryToken): AuthOf<'basic'> => ({
  kind: 'basic',
  username,
  password,
});

/** At the registry's own origin: it could as well ask for the password itself. */
const isOwnRealm = ({ origin, realm }: RegistryChallenge): boolean => new URL(realm).origin === origin;

const tokenFor = (request: OutgoingRequest, { asked }: RegistryMemory, now: number) =>
  [...asked.values()]
    .reverse()
    .find(({ challenge, held }) => isFresh(held, now) && coversRequest(challenge, request))?.held.token
    ?.value;

/** By GET, which every token server takes; POST is for some of them only. */
const fetchToken = async (
  auth: RegistryToken,
  values: CredentialValues,
  { realm, service, scopes }: RegistryChallenge,
  { now, tokenRequest, randomBytes }: ErrandPowers,
): Promise<Minted> => {
  const target = new URL(realm);
  if (service !== '') target.searchParams.set('service', service);
  for (const scope of scopes) target.searchParams.append('scope', scope);
  const dressed: OutgoingRequest = { method: 'GET', url: target, headers: {}, body: undefined };
  basic.inject(basicOf(auth), values, dressed, undefined, { now, randomBytes });
  const answer = await tokenRequest({ method: 'GET', target: target.href, headers: dressed.headers });
  if (answer.status !== 200) throw new NetworkError('token-refused', { why: `status-${answer.status}` });
  const { token, access_token: alias, expires_in: seconds } = answer.said ?? {};
  const text = token ?? alias;
  if (typeof text !== 'string' || !/^[!-~]{8,16384}$/.test(text))
    throw new NetworkError('token-refused', { why: 'no-token' });
  const lasts = typeof seconds === 'number' && seconds > 0 ? Math.min(seconds, longestSeconds) : 60;
  return { token: text, expiresAt: now() + 1000 * lasts };
};

const longestSeconds = 24 * 60 * 60;
