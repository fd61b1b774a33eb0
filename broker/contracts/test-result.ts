import { instant } from '@valetkey/api-contracts';
import { z } from 'zod';
import type { Message } from './texts/message.ts';

/** Why a test of a connection did not pass. */
export const testCause = z.enum([
  'wrong-credential',
  'forbidden',
  /** The service says that the credential has ended. */
  'needs-reconnect',
  'host-unreachable',
  'tls-failed',
  'timed-out',
  'unexpected-status',
  /** The status was right; what the provider expects in the answer was not there. */
  'unexpected-answer',
  /** The connection's own rules stand against it: an address, a redirect, a method. */
  'refused',
  /** No request was made: a secret is not there, or cannot be sent as it is. */
  'secret-missing',
  'no-test-declared',
  'other',
]);
export type TestCause = z.output<typeof testCause>;

/** What a person can do next. The key crosses the port and is stored; the viewer adds the sentence. */
export const nextSteps = {
  'enter-secret-again': 'The service does not accept this secret. Check it there, and enter it again.',
  'sign-in-again': 'The service has ended this sign-in. Sign in again.',
  'ask-for-rights':
    'The service knows this secret, but it lacks permission. Give it more rights there, or use another secret.',
  'check-address': 'Check that the address is the one of this service.',
  'check-network': 'Check the address, the network, and whether the service is running.',
  'check-certificate': 'Ask the host’s operator for a certificate that is valid and trusted for this name.',
  'try-later': 'The service is slow or busy. Try again later.',
  'use-allowed-address':
    'This address is private, or a connection may not go to it. Save the exact address in the connection.',
  'enter-secret': 'Enter the secret.',
  'unlock-vault': 'Unlock the keyring or enter the passphrase, then test again.',
  'bring-key-back':
    'The key to its secret is lost. Restore it, or set the locked secrets aside and enter them again.',
  'try-at-first-use': 'This service describes no test. Its first use will show whether it works.',
  'read-local-log': 'Valetkey failed internally. See the local log.',
} as const satisfies Readonly<Record<string, Message>>;
export type NextStep = keyof typeof nextSteps;
const nextStep = z.enum(Object.keys(nextSteps) as [NextStep, ...NextStep[]]);

/**
 * Who the service says that this is. A server's words: one line, shown as plain text, without control or direction
 * characters, and never used to decide anything.
 */
export const accountLabel = z.string().min(1).max(120);

export const testResult = z.strictObject({
  ok: z.boolean(),
  /** From the request to the answer's headers. */
  latencyMs: z.number().nonnegative(),
  status: z.int().optional(),
  cause: testCause.optional(),
  next: nextStep.optional(),
  account: accountLabel.optional(),
  /** When the credential ends, as the service's answer says. */
  expiresAt: instant.optional(),
  testedAt: instant,
});
export type TestResult = z.output<typeof testResult>;
