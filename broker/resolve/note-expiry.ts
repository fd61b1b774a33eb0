import type { ConnectionId } from '@valetkey/api-contracts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { isRecent } from '../time/is-recent.ts';

/** A service that says another date each time costs no write each time. */
const atMostEveryMs = 60_000;
const mostRemembered = 10_000;

/** Keeps what a service’s answers say about the end of a credential. Never in the way of the answer itself. */
export function noteExpiry(powers: {
  readonly connections: Pick<ConnectionStore, 'noted' | 'recordExpiry'>;
  readonly log: (level: 'error', text: string, cause: unknown) => void;
  readonly now: () => number;
}): (connectionId: ConnectionId, at: number) => void {
  const { connections, log, now } = powers;
  const looked = new Map<ConnectionId, number>();
  return (connectionId, said) => {
    const at = now();
    if (isRecent(looked.get(connectionId) ?? Number.NEGATIVE_INFINITY, atMostEveryMs, at)) return;
    if (looked.size >= mostRemembered) looked.clear();
    looked.set(connectionId, at);
    try {
      if (connections.noted(connectionId)?.serviceExpiresAt !== said)
        connections.recordExpiry(connectionId, said);
    } catch (error) {
      log('error', 'when a credential ends could not be written down', error);
    }
  };
}
