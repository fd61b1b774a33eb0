import type { ConnectionId } from '@valetkey/api-contracts';
import { type Abortable, makeCancellation, offAbort, onAbort } from '../network/on-abort.ts';
import type { OauthPowers } from './oauth-powers.ts';

/** Calls that wait for the user to sign in again. */
export type Parked = {
  /** Resolves when somebody signed in, when `ms` are over, or at an abort: the caller looks at the session again. */
  wait(id: ConnectionId, ms: number, signal?: Abortable): Promise<void>;
  /** All of a connection, or all that there are. */
  wake(id?: ConnectionId): void;
};

export function makeParked({ after }: Pick<OauthPowers, 'after'>): Parked {
  const waiting = new Map<ConnectionId, Set<() => void>>();
  return Object.freeze<Parked>({
    wait: (id, ms, signal = makeCancellation()) =>
      new Promise((resolve) => {
        const ofConnection = waiting.get(id) ?? new Set();
        waiting.set(id, ofConnection);
        const go = (): void => {
          callOff();
          offAbort(signal, aborted);
          ofConnection.delete(go);
          if (ofConnection.size === 0 && waiting.get(id) === ofConnection) waiting.delete(id);
          resolve();
        };
        const callOff = after(ms, go);
        const aborted = onAbort(signal, go);
        ofConnection.add(go);
      }),
    wake: (id) => {
      for (const one of id === undefined ? [...waiting.keys()] : [id]) {
        for (const go of [...(waiting.get(one) ?? [])]) go();
      }
    },
  });
}
