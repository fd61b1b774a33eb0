import { plainText } from '@valetkey/api-contracts';
import {
  type ConnectionState,
  type ConnectionView,
  connectionLabels,
  type ExtensionView,
  type GrantStanding,
  grantLabels,
  type Message,
  type NextStep,
  nextSteps,
  type TestResult,
} from '@valetkey/broker/contracts';
import type { Tone } from '../components/badge.ts';
import { agoText } from '../date-text.ts';
import { say } from '../say.ts';

type Words = { readonly label: string; readonly tone: Tone };

export const connectionWords: Readonly<Record<ConnectionState, Words>> = {
  ready: { label: say(connectionLabels.ready), tone: 'good' },
  untested: { label: say(connectionLabels.untested), tone: 'plain' },
  failing: { label: say(connectionLabels.failing), tone: 'bad' },
  'needs-reconnect': { label: say(connectionLabels['needs-reconnect']), tone: 'bad' },
  locked: { label: say(connectionLabels.locked), tone: 'warn' },
  suspended: { label: say(connectionLabels.suspended), tone: 'bad' },
  elsewhere: { label: say(connectionLabels.elsewhere), tone: 'plain' },
};

/** What shows that it works, where it does. */
export const proofOf = ({
  state,
  lastTest,
  workedAt,
}: Pick<ConnectionView, 'state' | 'lastTest' | 'workedAt'>): string | undefined => {
  if (state !== 'ready') return undefined;
  if (workedAt !== undefined && workedAt > (lastTest?.testedAt ?? 0))
    return say('It worked when an extension used it, {when}.', { when: agoText(workedAt) });
  return lastTest === undefined
    ? undefined
    : say('Its test passed, {when}.', { when: agoText(lastTest.testedAt) });
};

export const extensionWords: Readonly<Record<ExtensionView['state'], Words>> = {
  running: { label: say('Running'), tone: 'good' },
  'not-activated': { label: say('Could not start'), tone: 'bad' },
  stopped: { label: say('Stopped'), tone: 'plain' },
  crashed: { label: say('Crashed'), tone: 'bad' },
  hung: { label: say('Hung and stopped'), tone: 'bad' },
  'out-of-memory': { label: say('Out of memory'), tone: 'bad' },
  'protocol-violation': { label: say('Broke the rules'), tone: 'bad' },
  'not-installed': { label: say('Not installed'), tone: 'plain' },
};

/** In a row of a grant; what is as it should be needs no badge beside its name but says so. */
export const grantWords: Readonly<Record<GrantStanding, Words & { readonly next?: string }>> = {
  'in-force': { label: say(grantLabels['in-force']), tone: 'good' },
  ended: {
    label: say(grantLabels.ended),
    tone: 'plain',
    next: say('Its time is over. The extension asks you the next time.'),
  },
  unused: {
    label: say(grantLabels.unused),
    tone: 'plain',
    next: say('Nothing used it for 90 days. The extension asks you the next time.'),
  },
  suspended: {
    label: say(grantLabels.suspended),
    tone: 'bad',
    next: say('Suspended: it changed after you allowed it. Review the change to allow it again.'),
  },
  revoked: { label: say(grantLabels.revoked), tone: 'plain' },
};

/** How long a stored grant has been there for, and whether it gave a session yet: a use of the connection is another thing. */
export const grantFacts = ({
  handles,
  lastHandleAt,
}: {
  readonly handles: number;
  readonly lastHandleAt?: number | undefined;
}): string =>
  lastHandleAt === undefined || handles === 0
    ? say('no session yet')
    : say.count('{count} sessions, the last one opened {when}', handles, { when: agoText(lastHandleAt) });

/** What went wrong. */
const causes = {
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
} as const satisfies Record<NonNullable<TestResult['cause']>, Message>;

/** Next steps whose sentence says what went wrong, too. */
const tellsWhy: ReadonlySet<NextStep> = new Set([
  ...(['enter-secret-again', 'sign-in-again', 'ask-for-rights', 'try-later'] as const),
  ...(['use-allowed-address', 'enter-secret', 'unlock-vault', 'bring-key-back', 'try-at-first-use'] as const),
]);

export const testWords = ({ ok, status, latencyMs, cause, next, account }: TestResult): string => {
  const facts = [
    ...(status === undefined ? [] : [say('status {status}', { status: String(status) })]),
    ...(account === undefined ? [] : [say('account {account}', { account: plainText(account) })]),
    ...(latencyMs > 0 ? [say('{count} ms', { count: String(Math.round(latencyMs)) })] : []),
  ].join(', ');
  const failed = cause === undefined ? say('It does not work.') : say(causes[cause]);
  const withNext =
    next === undefined
      ? failed
      : tellsWhy.has(next)
        ? say(nextSteps[next])
        : `${failed} ${say(nextSteps[next])}`;
  const said = ok ? say('It works.') : withNext;
  return facts === '' ? said : `${said} (${facts})`;
};
