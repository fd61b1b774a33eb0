import type { ConnectionId } from '@valetkey/api-contracts';
import type { Choice } from '../consent/decide.ts';
import type { ConnectionState, ConnectionStateReason } from '../contracts/connection.ts';
import { canBeUsed } from '../contracts/state-labels.ts';

export type ChoiceStanding = {
  readonly state: ConnectionState;
  readonly stateReason: ConnectionStateReason | undefined;
  readonly lastUsedAt: number | undefined;
};
export type StandingChoice = Choice & ChoiceStanding;

/**
 * As a question offers them, the first one chosen: what can be used before what cannot, a test that failed between
 * them. Then a workspace's before the user's own, what is known to work before what was never tried, and what was used
 * last. Else they stay in the order in which grants are looked for.
 */
export function orderChoices(
  choices: readonly Choice[],
  standingOf: (id: ConnectionId) => ChoiceStanding,
): StandingChoice[] {
  return choices
    .map((choice) => ({ ...choice, ...standingOf(choice.connectionId) }))
    .toSorted(
      (one, other) =>
        hindered(one) - hindered(other) ||
        scopes.indexOf(one.scope) - scopes.indexOf(other.scope) ||
        untried(one) - untried(other) ||
        (other.lastUsedAt ?? 0) - (one.lastUsedAt ?? 0),
    );
}

const scopes = ['workspace', 'user'];
const hindered = ({ state }: ChoiceStanding): number => {
  if (!canBeUsed(state)) return 2;
  return state === 'failing' ? 1 : 0;
};
const untried = ({ state }: ChoiceStanding): number => (state === 'ready' ? 0 : 1);
