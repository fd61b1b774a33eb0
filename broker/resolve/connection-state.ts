import type { ConnectionState, ConnectionStateReason } from '../contracts/connection.ts';
import type { SignInView } from '../contracts/sign-in.ts';
import type { TestResult } from '../contracts/test-result.ts';

/** All that decides how a connection stands. A view hands these in, and decides no state by itself. */
export type ConnectionFacts = {
  /** The extension that describes the service is there. */
  readonly described: boolean;
  /** Whether the workspace that it belongs to is open; `unknown`: it belongs to none. */
  readonly workspace: 'open' | 'closed' | 'unknown';
  readonly vaultOpen: boolean;
  /** Its secrets were saved for another place than it leads to now. */
  readonly moved: boolean;
  /** Of what the provider asks for and what is not there, the first that stands in the way. */
  readonly missing: { readonly secret: boolean; readonly field: boolean; readonly choice: boolean };
  /** Each stored secret opens. */
  readonly readable: boolean;
  readonly signIn: SignInView['state'] | undefined;
  /** The date is past on which it ends, and no test has passed since. */
  readonly expired: boolean;
  readonly lastTest: Pick<TestResult, 'ok' | 'cause'> | undefined;
  /** A service answered a use well since the last test that failed, and since what is tested changed. */
  readonly worked: boolean;
};

export type ConnectionStanding = readonly [state: ConnectionState, reason?: ConnectionStateReason];

/** The whole rule, in order: what stands in the way of a use comes before what was seen of one. */
export function deriveConnectionState(facts: ConnectionFacts): ConnectionStanding {
  const { missing, signIn, lastTest } = facts;
  if (!facts.described) return ['suspended', 'provider-missing'];
  if (facts.workspace === 'closed') return ['elsewhere', 'workspace-closed'];
  if (facts.workspace === 'unknown') return ['suspended', 'workspace-unknown'];
  if (!facts.vaultOpen) return ['locked', 'vault-locked'];
  if (facts.moved) return ['suspended', 'moved'];
  if (missing.secret) return ['needs-reconnect', 'secret-missing'];
  if (!facts.readable) return ['locked', 'secret-unreadable'];
  if (missing.field) return ['needs-reconnect', 'field-missing'];
  if (signIn === 'signed-out') return ['needs-reconnect', 'signed-out'];
  if (signIn === 'needs-reconnect' || lastTest?.cause === 'needs-reconnect')
    return ['needs-reconnect', 'credential-ended'];
  if (missing.choice) return ['needs-reconnect', 'choice-missing'];
  if (facts.expired) return ['needs-reconnect', 'credential-expired'];
  if (lastTest?.ok === true) return ['ready'];
  // A path that is open to everybody answers well, too: it does not outweigh a credential that was refused.
  if (lastTest?.cause === 'wrong-credential') return ['failing', 'test-failed'];
  if (facts.worked) return ['ready'];
  if (lastTest === undefined || lastTest.cause === 'no-test-declared') return ['untested'];
  return ['failing', 'test-failed'];
}
