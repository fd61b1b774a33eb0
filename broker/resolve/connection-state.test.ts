import { expect, it, test } from 'vitest';
import { connectionStateReason, connectionState as states } from '../contracts/connection.ts';
import { canBeUsed } from '../contracts/state-labels.ts';
import { type ConnectionFacts, deriveConnectionState } from './connection-state.ts';

const nothingMissing = { secret: false, field: false, choice: false };
const well: ConnectionFacts = {
  described: true,
  workspace: 'open',
  vaultOpen: true,
  moved: false,
  missing: nothingMissing,
  readable: true,
  signIn: undefined,
  expired: false,
  lastTest: undefined,
  worked: false,
};
const failed = (cause: NonNullable<ConnectionFacts['lastTest']>['cause']) => ({ ok: false, cause });

/** From each fact to what follows; each row is well but for what it names. */
const table: readonly (readonly [what: string, facts: Partial<ConnectionFacts>, expected: string])[] = [
  [
    'the extension that describes the service is not there',
    { described: false },
    'suspended provider-missing',
  ],
  ['its workspace is not open', { workspace: 'closed', vaultOpen: false }, 'elsewhere workspace-closed'],
  ['it belongs to no workspace', { workspace: 'unknown' }, 'suspended workspace-unknown'],
  ['the vault is locked', { vaultOpen: false, readable: false }, 'locked vault-locked'],
  ['it leads elsewhere than when its secret was saved', { moved: true }, 'suspended moved'],
  [
    'a secret was never entered',
    { missing: { ...nothingMissing, secret: true } },
    'needs-reconnect secret-missing',
  ],
  ['its secret does not open', { readable: false }, 'locked secret-unreadable'],
  ['a field is empty', { missing: { ...nothingMissing, field: true } }, 'needs-reconnect field-missing'],
  ['nobody has signed in', { signIn: 'signed-out' }, 'needs-reconnect signed-out'],
  ['the sign-in has ended', { signIn: 'needs-reconnect' }, 'needs-reconnect credential-ended'],
  [
    'the service said at a use that the credential has ended',
    { lastTest: failed('needs-reconnect') },
    'needs-reconnect credential-ended',
  ],
  [
    'nothing was chosen of what the service offers',
    { missing: { ...nothingMissing, choice: true } },
    'needs-reconnect choice-missing',
  ],
  ['its credential has expired', { expired: true }, 'needs-reconnect credential-expired'],
  ['nobody has tried it', {}, 'untested'],
  ['its service describes no test', { lastTest: failed('no-test-declared') }, 'untested'],
  ['its test passed', { lastTest: { ok: true } }, 'ready'],
  ['a use was answered well', { worked: true }, 'ready'],
  [
    'a use was answered well, of a service that describes no test',
    { worked: true, lastTest: failed('no-test-declared') },
    'ready',
  ],
  ['its test found no answer', { lastTest: failed('host-unreachable') }, 'failing test-failed'],
  [
    'its test found no answer, and a use after it was answered well',
    { worked: true, lastTest: failed('host-unreachable') },
    'ready',
  ],
  ['its credential was refused', { lastTest: failed('wrong-credential') }, 'failing test-failed'],
  [
    'its credential was refused, and a use after it was answered well',
    { worked: true, lastTest: failed('wrong-credential') },
    'failing test-failed',
  ],
];

test.each(table)('a connection of which %s has one state', (_what, facts, expected) => {
  expect(deriveConnectionState({ ...well, ...facts }).join(' ')).toBe(expected);
});

it('the table reaches each state and each reason that the contract has', () => {
  const reached = table.map(([, facts]) => deriveConnectionState({ ...well, ...facts }));
  expect([...new Set(reached.map(([state]) => state))].sort()).toEqual([...states.options].sort());
  expect(new Set(reached.flatMap(([, reason]) => reason ?? []))).toEqual(
    new Set(connectionStateReason.options),
  );
});

it('no use can make up for what has to be entered, signed in or unlocked first', () => {
  for (const [, facts] of table) {
    const [before] = deriveConnectionState({ ...well, ...facts });
    if (canBeUsed(before)) continue;
    expect(deriveConnectionState({ ...well, ...facts, worked: true })[0]).toBe(before);
  }
});
