import type { ConnectionId } from '@valetkey/api-contracts';
import type { OauthPowers } from './oauth-powers.ts';

/** Calls that wait for the user to sign in again. */
export type Parked = {
  /** Resolves when somebody signed in, or when `ms` are over: the caller looks at the session again. */
  wait(id: ConnectionId, ms: number): Promise<void>;
  /** All of a connection, or all that there are. */
  wake(id?: ConnectionId): void;
};

export function makeParked({ after }: Pick<OauthPowers, 'after'>): Parked {
  const waiting = new Map<ConnectionId, Set<() => void>>();
  return Object.freeze<Parked>({
    wait: (id, ms) =>
      new Promise((resolve) => {
        const ofConnection = waiting.get(id) ?? new Set();
        waiting.set(id, ofConnection);
        const go = (): void => {
          callOff();
          ofConnection.delete(go);
          if (ofConnection.size === 0 && waiting.get(id) === ofConnection) waiting.delete(id);
          resolve();
        };
        const callOff = after(ms, go);
        ofConnection.add(go);
      }),
    wake: (id) => {
      for (const one of id === undefined ? [...waiting.keys()] : [id]) {
        for (const go of [...(waiting.get(one) ?? [])]) go();
      }
    },
  });
}
