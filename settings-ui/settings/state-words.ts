import { plainText } from '@valetkey/api-contracts';
import {
  type ConnectionState,
  type ConnectionView,
  connectionLabels,
  type ExtensionView,
  type GrantStanding,
  grantLabels,
  type NextStep,
  nextSteps,
  type TestResult,
} from '@valetkey/broker/contracts';
import type { Tone } from '../components/badge.ts';
import { agoText } from '../date-text.ts';

type Words = { readonly label: string; readonly tone: Tone };

const toned = <State extends string>(
  labels: Readonly<Record<State, string>>,
  tones: Readonly<Record<State, Tone>>,
): Readonly<Record<State, Words>> =>
  Object.fromEntries(
    Object.entries<string>(labels).map(([state, label]) => [state, { label, tone: tones[state as State] }]),
  ) as Record<State, Words>;

export const connectionWords = toned<ConnectionState>(connectionLabels, {
  ready: 'good',
  untested: 'plain',
  failing: 'bad',
  'needs-reconnect': 'bad',
  locked: 'warn',
  suspended: 'bad',
  elsewhere: 'plain',
});

/** What shows that it works, where it does. */
export const proofOf = ({
  state,
  lastTest,
  workedAt,
}: Pick<ConnectionView, 'state' | 'lastTest' | 'workedAt'>): string | undefined => {
  if (state !== 'ready') return undefined;
  if (workedAt !== undefined && workedAt > (lastTest?.testedAt ?? 0))
    return `It worked when an extension used it, ${agoText(workedAt)}.`;
  return lastTest === undefined ? undefined : `Its test passed, ${agoText(lastTest.testedAt)}.`;
};

export const extensionWords: Readonly<Record<ExtensionView['state'], Words>> = {
  running: { label: 'Running', tone: 'good' },
  'not-activated': { label: 'Could not start', tone: 'bad' },
  stopped: { label: 'Stopped', tone: 'plain' },
  crashed: { label: 'Crashed', tone: 'bad' },
  hung: { label: 'Hung and stopped', tone: 'bad' },
  'out-of-memory': { label: 'Out of memory', tone: 'bad' },
  'protocol-violation': { label: 'Broke the rules', tone: 'bad' },
  'not-installed': { label: 'Not installed', tone: 'plain' },
};

/** In a row of a grant; what is as it should be needs no badge beside its name but says so. */
export const grantWords: Readonly<Record<GrantStanding, Words & { readonly next?: string }>> = {
  'in-force': { label: grantLabels['in-force'], tone: 'good' },
  ended: {
    label: grantLabels.ended,
    tone: 'plain',
    next: 'Its time is over. The extension asks you the next time.',
  },
  unused: {
    label: grantLabels.unused,
    tone: 'plain',
    next: 'Nothing used it for 90 days. The extension asks you the next time.',
  },
  suspended: {
    label: grantLabels.suspended,
    tone: 'bad',
    next: 'Suspended: it changed after you allowed it. Review the change to allow it again.',
  },
  revoked: { label: grantLabels.revoked, tone: 'plain' },
};

/** How long a stored grant has been there for, and whether it gave a session yet: a use of the connection is another thing. */
export const grantFacts = ({
  uses,
  lastUsedAt,
}: {
  readonly uses: number;
  readonly lastUsedAt?: number | undefined;
}): string =>
  lastUsedAt === undefined || uses === 0
    ? 'no session yet'
    : `${uses === 1 ? '1 session' : `${uses} sessions`}, the last one opened ${agoText(lastUsedAt)}`;

/** What went wrong. */
export const causes: Readonly<Record<NonNullable<TestResult['cause']>, string>> = {
  'wrong-credential': 'The credential was not accepted.',
  forbidden: 'The credential lacks permission for this.',
  'needs-reconnect': 'The credential has expired.',
  'host-unreachable': 'The host cannot be reached.',
  'tls-failed': 'The host’s certificate could not be verified.',
  'timed-out': 'The service did not answer in time.',
  'unexpected-status': 'The service returned an unexpected status.',
  'unexpected-answer': 'The service returned an unexpected answer.',
  refused: 'This connection may not go there.',
  'secret-missing': 'No secret to test.',
  'no-test-declared': 'Not tested.',
  other: 'The test could not run.',
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
