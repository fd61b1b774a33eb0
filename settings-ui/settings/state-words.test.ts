import {
  type ConnectionState,
  type ConnectionStateReason,
  connectionState,
  connectionStateReason,
  extensionState,
  grantStanding,
  nextStepOf,
} from '@valetkey/broker/contracts';
import { expect, it } from 'vitest';
import { say } from '../say.ts';
import { connectionWords, extensionWords, grantWords, proofOf } from './state-words.ts';

/** All that the page says of how something stands: a row is missing here, or says something else, and this fails. */
const ofConnections: readonly (readonly [ConnectionState, ConnectionStateReason | '', string, string])[] = [
  ['ready', '', 'Ready good', 'Its test passed, just now.'],
  ['untested', '', 'Not tested plain', 'Test the connection before an extension uses it.'],
  ['failing', 'test-failed', 'Failing bad', 'The last test failed. Test it again to see why.'],
  ['needs-reconnect', 'secret-missing', 'Not connected bad', 'Enter the secret to use this connection.'],
  [
    'needs-reconnect',
    'credential-ended',
    'Not connected bad',
    'The service no longer accepts it. Sign in again, or replace its secret.',
  ],
  [
    'needs-reconnect',
    'credential-expired',
    'Not connected bad',
    'Its credential has expired. Make a new one at the service, and replace the secret.',
  ],
  ['needs-reconnect', 'signed-out', 'Not connected bad', 'Sign in to use this connection.'],
  [
    'needs-reconnect',
    'field-missing',
    'Not connected bad',
    'Edit the connection and fill in the new fields.',
  ],
  ['needs-reconnect', 'choice-missing', 'Not connected bad', 'Choose an option to use this connection.'],
  ['locked', 'vault-locked', 'Locked warn', 'Unlock the secrets first.'],
  [
    'locked',
    'secret-unreadable',
    'Locked warn',
    'The stored secret cannot be opened and is kept. Enter it again.',
  ],
  [
    'suspended',
    'moved',
    'Suspended bad',
    'The destination changed since the secret was saved. Enter the secret again.',
  ],
  [
    'suspended',
    'provider-missing',
    'Suspended bad',
    'The extension that describes this service is not running. Start it again.',
  ],
  [
    'suspended',
    'workspace-unknown',
    'Suspended bad',
    'It was limited to a workspace that was not recorded. Move it to the open workspace, or use it in all workspaces.',
  ],
  [
    'elsewhere',
    'workspace-closed',
    'Other workspace plain',
    'It belongs to another workspace. Open that workspace, or move the connection.',
  ],
];

it('each state of a connection has one label and one sentence on the page', () => {
  const now = Date.now();
  const lastTest = { ok: true, latencyMs: 1, testedAt: now };
  for (const [state, reason, badge, sentence] of ofConnections) {
    const { label, tone } = connectionWords[state];
    expect(`${label} ${tone}`).toBe(badge);
    const stateReason = reason === '' ? undefined : reason;
    const view = { state, stateReason, lastTest: state === 'ready' ? lastTest : undefined };
    expect(nextStepOf(say, view) ?? proofOf(view)).toBe(sentence);
  }
  expect([...new Set(ofConnections.map(([state]) => state))].sort()).toEqual(
    [...connectionState.options].sort(),
  );
  const reasons = ofConnections.flatMap(([, reason]) => (reason === '' ? [] : [reason]));
  expect(reasons.sort()).toEqual([...connectionStateReason.options].sort());
});

it('a ready connection says which evidence is the newest: its test, or a use', () => {
  const now = Date.now();
  const test = (testedAt: number) => ({ ok: true, latencyMs: 1, testedAt });
  const ready = { state: 'ready' as const };
  expect(proofOf({ ...ready, workedAt: now })).toBe('It worked when an extension used it, just now.');
  expect(proofOf({ ...ready, lastTest: test(now - 3_600_000), workedAt: now })).toMatch(/^It worked/);
  expect(proofOf({ ...ready, lastTest: test(now), workedAt: now - 1 })).toBe('Its test passed, just now.');
});

it('each state of an extension and of a grant has one label on the page', () => {
  const said = (
    words: Readonly<Record<string, { label: string; tone: string }>>,
    states: readonly string[],
  ) => states.map((state) => `${state}: ${words[state]?.label} ${words[state]?.tone}`);
  expect(said(extensionWords, extensionState.options)).toEqual([
    'running: Running good',
    'not-activated: Could not start bad',
    'stopped: Stopped plain',
    'crashed: Crashed bad',
    'hung: Hung and stopped bad',
    'out-of-memory: Out of memory bad',
    'protocol-violation: Broke the rules bad',
    'not-installed: Not installed plain',
  ]);
  expect(said(grantWords, grantStanding.options)).toEqual([
    'in-force: Always good',
    'ended: Time is over plain',
    'unused: Asks again plain',
    'suspended: Suspended bad',
    'revoked: Revoked plain',
  ]);
});
