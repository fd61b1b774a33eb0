import type { ConnectionProvider } from '@valetkey/api-contracts';
import type { NextStep, TestCause, TestResult } from '../contracts/test-result.ts';
import { type NetworkCode, NetworkError } from '../network/network-error.ts';
import { isKeyGone, type LockedReason } from '../secrets/vault/keychain.ts';
import { outwardError } from '../use/outward-error.ts';

type Failure = Required<Pick<TestResult, 'cause' | 'next'>>;

/** What a person can do about an answer that is not the one that a working connection gets. */
export const nextAfter = (
  cause: TestCause,
  status: number,
  { kind }: ConnectionProvider['auth'],
): NextStep => {
  if (cause === 'wrong-credential') return 'enter-secret-again';
  // A key or a token of the user's own that has ended: there is nothing to sign in to.
  if (cause === 'needs-reconnect') return kind === 'oauth2' ? 'sign-in-again' : 'enter-secret-again';
  if (cause === 'forbidden') return 'ask-for-rights';
  return status === 429 || status >= 500 ? 'try-later' : 'check-address';
};

/** Throws what says nothing about the connection. */
export const judgeError = (error: unknown): Failure => {
  if (error instanceof NetworkError) return networkFailures[error.code];
  const outward = outwardError(error);
  const known = Object.hasOwn(credentialFailures, outward.code) ? outward.code : undefined;
  if (known === undefined) throw outward;
  const { why } = outward.details;
  if (known === 'vault-locked' && isKeyGone(why as LockedReason))
    return { cause: 'other', next: 'bring-key-back' };
  return credentialFailures[known as keyof typeof credentialFailures];
};

const notHttp: Failure = { cause: 'unexpected-answer', next: 'check-address' };
const networkFailures: Readonly<Record<NetworkCode, Failure>> = {
  'host-unreachable': { cause: 'host-unreachable', next: 'check-network' },
  'tls-failed': { cause: 'tls-failed', next: 'check-certificate' },
  'timed-out': { cause: 'timed-out', next: 'try-later' },
  // By our own deadline, the only one who aborts a test.
  aborted: { cause: 'timed-out', next: 'try-later' },
  'address-refused': { cause: 'refused', next: 'use-allowed-address' },
  'destination-refused': { cause: 'refused', next: 'check-address' },
  'redirect-refused': { cause: 'refused', next: 'check-address' },
  'method-refused': { cause: 'refused', next: 'check-address' },
  'request-malformed': { cause: 'other', next: 'read-local-log' },
  'credential-malformed': { cause: 'wrong-credential', next: 'enter-secret-again' },
  'token-refused': { cause: 'wrong-credential', next: 'enter-secret-again' },
  'not-signed-in': { cause: 'needs-reconnect', next: 'sign-in-again' },
  'needs-reconnect': { cause: 'needs-reconnect', next: 'sign-in-again' },
  'token-unavailable': { cause: 'other', next: 'try-later' },
  'response-too-large': notHttp,
  'response-unscannable': notHttp,
  'broken-response': notHttp,
};
/** Before anything was sent. */
const credentialFailures = {
  'secret-missing': { cause: 'secret-missing', next: 'enter-secret' },
  'secret-unreadable': { cause: 'secret-missing', next: 'enter-secret-again' },
  'secret-too-short': { cause: 'wrong-credential', next: 'enter-secret-again' },
  'credential-malformed': { cause: 'wrong-credential', next: 'enter-secret-again' },
  'vault-locked': { cause: 'other', next: 'unlock-vault' },
} as const satisfies Readonly<Record<string, Failure>>;
