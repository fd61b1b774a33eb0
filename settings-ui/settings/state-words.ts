import type { ConnectionState, ExtensionView, TestResult } from '@valetkey/api-contracts';
import type { Tone } from '../components/badge.ts';
import { plainText } from '../plain-text.ts';

type Words = { readonly label: string; readonly tone: Tone; readonly next?: string };

export const connectionWords: Readonly<Record<ConnectionState, Words>> = {
  ready: { label: 'Ready', tone: 'good' },
  untested: {
    label: 'Not tested',
    tone: 'plain',
    next: 'Test it, so that you know before an extension does.',
  },
  failing: { label: 'Failing', tone: 'bad', next: 'The last test failed. Test it again to see why.' },
  'needs-reconnect': {
    label: 'Needs reconnect',
    tone: 'bad',
    next: 'The service no longer accepts it. Sign in again, or replace its secret.',
  },
  'signed-out': { label: 'Not signed in', tone: 'warn', next: 'Sign in; until then nobody can use it.' },
  'field-missing': {
    label: 'Incomplete',
    tone: 'warn',
    next: 'Edit it, and fill in what its service asks for now.',
  },
  'choice-missing': { label: 'Not chosen', tone: 'warn', next: 'Choose what it should be used with.' },
  'secret-missing': {
    label: 'No secret',
    tone: 'warn',
    next: 'Enter its secret; until then nobody can use it.',
  },
  'secret-unreadable': {
    label: 'Unreadable',
    tone: 'bad',
    next: 'The stored secret cannot be opened; it is kept. Restore the keyring, or enter it again.',
  },
  'vault-locked': { label: 'Locked', tone: 'warn', next: 'Unlock the keyring first.' },
  'provider-missing': {
    label: 'Service unknown',
    tone: 'warn',
    next: 'The extension that describes this service is not running. Start it again.',
  },
  'needs-confirmation': {
    label: 'Suspended',
    tone: 'bad',
    next: 'It goes to another place than its secret was saved for. Enter the secret again.',
  },
};

export const extensionWords: Readonly<Record<ExtensionView['state'], Words>> = {
  running: { label: 'Running', tone: 'good' },
  stopped: { label: 'Stopped', tone: 'plain' },
  crashed: { label: 'Crashed', tone: 'bad' },
  hung: { label: 'Hung and stopped', tone: 'bad' },
  'out-of-memory': { label: 'Out of memory', tone: 'bad' },
  'protocol-violation': { label: 'Broke the rules', tone: 'bad' },
};

/** What went wrong, and the next step. */
export const causes: Readonly<Record<NonNullable<TestResult['cause']>, string>> = {
  'wrong-credential': 'The service does not accept this secret. Replace it.',
  forbidden: 'The service knows this secret and does not let it do this. Give it more rights there.',
  'needs-reconnect': 'The service says that this credential no longer works. Connect again.',
  'unexpected-answer': 'The service answered, and not with what was expected. Check the address.',
  'unexpected-status': 'The service answered something else than expected. Check the address.',
  'host-unreachable': 'The host cannot be reached. Check the address and the network.',
  'tls-failed': 'The host’s certificate could not be verified. Check the address, or the host’s certificate.',
  'timed-out': 'The service did not answer in time. Try again.',
  refused: 'This address is not one that a connection may go to.',
  'no-test-declared': 'This service describes no test. It is tried at the first use.',
};

export const testWords = ({ ok, status, latencyMs, cause, account }: TestResult): string => {
  const facts = [
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(account === undefined ? [] : [`account ${plainText(account)}`]),
    ...(latencyMs > 0 ? [`${Math.round(latencyMs)} ms`] : []),
  ].join(', ');
  const said = ok ? 'It works.' : cause === undefined ? 'It does not work.' : causes[cause];
  return facts === '' ? said : `${said} (${facts})`;
};
