import {
  type ConnectionState,
  type ConnectionStateReason,
  type ConnectionView,
  type ExtensionView,
  type NextStep,
  nextSteps,
  plainText,
  type TestResult,
} from '@valetkey/api-contracts';
import type { Tone } from '../components/badge.ts';

type Words = { readonly label: string; readonly tone: Tone };

export const connectionWords: Readonly<Record<ConnectionState, Words>> = {
  ready: { label: 'Ready', tone: 'good' },
  untested: { label: 'Not tested', tone: 'plain' },
  failing: { label: 'Failing', tone: 'bad' },
  'needs-reconnect': { label: 'Not connected', tone: 'bad' },
  locked: { label: 'Locked', tone: 'warn' },
  suspended: { label: 'Suspended', tone: 'bad' },
};

/** What stands in the way, and what can be done about it. */
const reasons: Readonly<Record<ConnectionStateReason, string>> = {
  'test-failed': 'The last test failed. Test it again to see why.',
  'secret-missing': 'Enter its secret; until then nobody can use it.',
  'credential-ended': 'The service no longer accepts it. Sign in again, or replace its secret.',
  'signed-out': 'Sign in; until then nobody can use it.',
  'field-missing': 'Edit it, and fill in what its service asks for now.',
  'choice-missing': 'Choose what it should be used with.',
  /** Where `Protection.why` is not known yet. */
  'vault-locked': 'Unlock the secrets first.',
  'secret-unreadable': 'The stored secret cannot be opened; it is kept. Enter it again.',
  moved: 'It goes to another place than its secret was saved for. Enter the secret again.',
  'provider-missing': 'The extension that describes this service is not running. Start it again.',
};

export const nextStepOf = ({
  state,
  stateReason,
}: Pick<ConnectionView, 'state' | 'stateReason'>): string | undefined => {
  if (stateReason !== undefined) return reasons[stateReason];
  return state === 'untested' ? 'Test it, so that you know before an extension does.' : undefined;
};

export const extensionWords: Readonly<Record<ExtensionView['state'], Words>> = {
  running: { label: 'Running', tone: 'good' },
  stopped: { label: 'Stopped', tone: 'plain' },
  crashed: { label: 'Crashed', tone: 'bad' },
  hung: { label: 'Hung and stopped', tone: 'bad' },
  'out-of-memory': { label: 'Out of memory', tone: 'bad' },
  'protocol-violation': { label: 'Broke the rules', tone: 'bad' },
};

/** What went wrong. */
export const causes: Readonly<Record<NonNullable<TestResult['cause']>, string>> = {
  'wrong-credential': 'The credential was not accepted.',
  forbidden: 'The service does not let this credential do this.',
  'needs-reconnect': 'The credential has ended.',
  'host-unreachable': 'The host cannot be reached.',
  'tls-failed': 'The host’s certificate could not be verified.',
  'timed-out': 'The service did not answer in time.',
  'unexpected-status': 'The service answered with another status than expected.',
  'unexpected-answer': 'The service answered, and not with what was expected.',
  refused: 'This is not where this connection may go.',
  'secret-missing': 'There is no secret to test with.',
  'no-test-declared': 'Not tested.',
  other: 'It could not be tested.',
};

/** Next steps whose sentence says what went wrong, too. */
const tellsWhy: ReadonlySet<NextStep> = new Set([
  ...(['enter-secret-again', 'sign-in-again', 'ask-for-rights', 'try-later'] as const),
  ...(['use-allowed-address', 'enter-secret', 'unlock-vault', 'bring-key-back', 'try-at-first-use'] as const),
]);

export const testWords = ({ ok, status, latencyMs, cause, next, account }: TestResult): string => {
  const facts = [
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(account === undefined ? [] : [`account ${plainText(account)}`]),
    ...(latencyMs > 0 ? [`${Math.round(latencyMs)} ms`] : []),
  ].join(', ');
  const failed = cause === undefined ? 'It does not work.' : causes[cause];
  const withNext =
    next === undefined ? failed : tellsWhy.has(next) ? nextSteps[next] : `${failed} ${nextSteps[next]}`;
  const said = ok ? 'It works.' : withNext;
  return facts === '' ? said : `${said} (${facts})`;
};
