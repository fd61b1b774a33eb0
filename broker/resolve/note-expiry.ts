import type { ConnectionId } from '@valetkey/api-contracts';
import type { ConnectionStore } from '../connections/connection-store.ts';

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
    const before = looked.get(connectionId);
    // Later than now is before the clock was set back.
    if (before !== undefined && before <= now() && now() - before < atMostEveryMs) return;
    if (looked.size >= mostRemembered) looked.clear();
    looked.set(connectionId, now());
    try {
      if (connections.noted(connectionId)?.serviceExpiresAt !== said)
        connections.recordExpiry(connectionId, said);
    } catch (error) {
      log('error', 'when a credential ends could not be written down', error);
    }
  };
}
