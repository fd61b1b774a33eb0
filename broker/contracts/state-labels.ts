import type { ConnectionState, ConnectionStateReason, ConnectionView } from './connection.ts';
import type { GrantStanding } from './grant.ts';
import type { Message } from './texts/message.ts';
import type { Say } from './texts/say.ts';

/** What a connection's state is called, in a window and at the terminal. */
export const connectionLabels = {
  ready: 'Ready',
  untested: 'Not tested',
  failing: 'Failing',
  'needs-reconnect': 'Not connected',
  locked: 'Locked',
  suspended: 'Suspended',
  elsewhere: 'Other workspace',
} as const satisfies Readonly<Record<ConnectionState, Message>>;

/** The same within a sentence. */
export const connectionLabelsInside = {
  ready: 'ready',
  untested: 'not tested',
  failing: 'failing',
  'needs-reconnect': 'not connected',
  locked: 'locked',
  suspended: 'suspended',
  elsewhere: 'other workspace',
} as const satisfies Readonly<Record<ConnectionState, Message>>;

/** What stands in the way, and what can be done about it. */
const reasons = {
  'test-failed': 'The last test failed. Test it again to see why.',
  'secret-missing': 'Enter the secret to use this connection.',
  'credential-ended': 'The service no longer accepts it. Sign in again, or replace its secret.',
  'credential-expired': 'Its credential has expired. Make a new one at the service, and replace the secret.',
  'signed-out': 'Sign in to use this connection.',
  'field-missing': 'Edit the connection and fill in the new fields.',
  'choice-missing': 'Choose an option to use this connection.',
  /** Where `Protection.why` is not known yet. */
  'vault-locked': 'Unlock the secrets first.',
  'secret-unreadable': 'The stored secret cannot be opened and is kept. Enter it again.',
  moved: 'The destination changed since the secret was saved. Enter the secret again.',
  'provider-missing': 'The extension that describes this service is not running. Start it again.',
  'workspace-closed': 'It belongs to another workspace. Open that workspace, or move the connection.',
  'workspace-unknown':
    'It was limited to a workspace that was not recorded. Move it to the open workspace, or use it in all workspaces.',
} as const satisfies Readonly<Record<ConnectionStateReason, Message>>;

export const nextStepOf = (
  say: Say,
  { state, stateReason }: Pick<ConnectionView, 'state' | 'stateReason'>,
): string | undefined => {
  if (stateReason !== undefined) return say(reasons[stateReason]);
  return state === 'untested' ? say('Test the connection before an extension uses it.') : undefined;
};

/** Whether a use can succeed as it stands: nothing has to be entered, signed in or unlocked first. */
export const canBeUsed = (state: ConnectionState): boolean =>
  state === 'ready' || state === 'untested' || state === 'failing';

/** Whether extensions are offered it in the workspace that is open. */
export const isOffered = ({ stateReason }: Pick<ConnectionView, 'stateReason'>): boolean =>
  stateReason !== 'workspace-closed' && stateReason !== 'workspace-unknown';

/** Of a grant in force by which nothing was sent for so long (`isDormant`). */
export const dormantLabel = 'Not used for 30 days';

export const grantLabels = {
  'in-force': 'Always',
  ended: 'Time is over',
  unused: 'Asks again',
  suspended: 'Suspended',
  revoked: 'Revoked',
} as const satisfies Readonly<Record<GrantStanding, Message>>;
