import type { ProviderAuth } from '@valetkey/api-contracts';
import type { Say } from '../../contracts/texts/say.ts';
import type { Errand, TokenWaiter } from '../../network/errand.ts';
import type { ReplyHead } from '../../network/exchange.ts';
import type { ClientIdentity } from '../../network/identity.ts';
import type { Origin } from '../../network/origin.ts';
import type { OutgoingRequest } from '../../network/outgoing.ts';
import type { SignInTokens } from '../sign-in-tokens.ts';
import type { Secret } from '../vault/secret.ts';

/** A connection's field values, by field id. */
export type CredentialValues = {
  /** Of a secret field, or of another place that a kind names. */
  secret(field: string): Secret;
  /** Whether a secret is saved there; `secret` throws when none is. */
  has(field: string): boolean;
  /** Of the connection's sign-in, as of now. Throws when nobody has signed in. */
  tokens(): SignInTokens;
  /** Of a plain field; undefined when the field is a secret one, or empty. */
  text(field: string): string | undefined;
};

/** How a provider says that its secret travels: the contract's own words. */
export type Auth = ProviderAuth;
export type AuthOf<K extends Auth['kind']> = Extract<Auth, { kind: K }>;

/**
 * What a kind made or learned for one connection: a token, a server's nonce, how far its clock is off. In memory
 * only, shared by all users of the connection, and gone when its secrets, fields or provider change.
 */
export type Memory = {
  /** Counts up whenever `forms` would answer differently. */
  changes: number;
};

export type HeardReply = ReplyHead & {
  /** What `inject` said of its request. Not what it would say now: this one is late, and refused for what is mended. */
  readonly sentWith?: unknown;
};

export type KindPowers = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
};

/** For kinds that have something to fetch before a request can be dressed. */
export type TokenPowers = KindPowers & {
  /** The connection's own, the first one first. */
  readonly origins: readonly Origin[];
  readonly tokenRequest: TokenRequest;
  /** For whom. Others may wait for the same token. */
  readonly waiter: TokenWaiter;
  /** Sees to it that the sign-in's tokens are good; `refused` are ones that the service has just refused. */
  readonly renewTokens: (refused?: number) => Promise<void> | undefined;
};

/** Asks a token endpoint. Rejects with a NetworkError when there is no answer, or none that is of use. */
export type TokenRequest = (request: TokenQuestion, errand: Errand) => Promise<TokenAnswer>;

export type TokenQuestion = {
  /** POST where nothing is said. */
  readonly method?: 'GET' | 'POST';
  /** Absolute, or a path on the connection's first origin. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** As TokenPowers, on an errand that has begun. */
export type ErrandPowers = KindPowers & {
  readonly tokenRequest: (request: TokenQuestion) => Promise<TokenAnswer>;
};

export type TokenAnswer = {
  readonly status: number;
  readonly headers: ReplyHead['headers'];
  /** What the body says, if that is a JSON object. */
  readonly said: Readonly<Record<string, unknown>> | undefined;
};

export type SecretProblem = { readonly field: string; readonly sentence: string };

export type Reserved = { readonly headers: string[]; readonly query: string[] };

/** One way of placing a credential. Both halves, or it does not compile: what is placed is also scrubbed. */
export type CredentialKind<A, M = undefined> = {
  /** The names it sets, so that a caller cannot. */
  reserves(auth: A): Reserved;
  /**
   * Places the credential, as the last step before sending. Gives what `learn` compares, or a promise of it: which
   * token, nonce or clock was used. Throws NetworkError 'credential-malformed'.
   */
  inject(auth: A, values: CredentialValues, request: OutgoingRequest, memory: M, powers: KindPowers): unknown;
  /** Every base string to scrub from answers; redaction derives the encodings. Never an empty string. */
  forms(auth: A, values: CredentialValues, memory: M): string[];
  /** For kinds with a memory: an empty one. */
  remember?(auth: A): M;
  /** Before a use: makes or fetches what `inject` and `forms` need. Undefined when it is there already. */
  ready?(auth: A, values: CredentialValues, memory: M, powers: TokenPowers): Promise<void> | undefined;
  /**
   * Looks at the head of an answer. True when the server refused for a reason that is now known to be mended (a
   * challenge, a wrong clock, a token that was revoked), be it by another request's refusal: `ready` is called and the
   * request is sent once more.
   */
  learn?(auth: A, values: CredentialValues, answer: HeardReply, memory: M, powers: KindPowers): boolean;
  /** When secrets are saved: what is wrong with them, by field, in sentences that quote nothing. */
  check?(say: Say, auth: A, given: (field: string) => string | undefined): readonly SecretProblem[];
  /** For kinds that sign in when a socket is opened. */
  identity?(auth: A, values: CredentialValues): ClientIdentity | undefined;
  /**
   * For kinds that put something into the path: the path without it, of where a server redirects to. Undefined when it
   * is not in its place there, and then the redirect is not followed.
   */
  pathWithout?(auth: A, values: CredentialValues, path: string): string | undefined;
};

/** Of a kind that is looked up: whether it has a memory shows in whether it has `remember`. */
export type AnyKind = CredentialKind<Auth, Memory | undefined>;
