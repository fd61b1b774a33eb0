import type { ConnectionId } from '@valetkey/api-contracts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { AuditEvent } from '../contracts/audit.ts';

/**
 * Keeps what a service said about a credential as if it had been tested: shown until a test succeeds or the secret
 * is replaced. Written once, not at each answer, and never in the way of the answer itself.
 */
export const markNeedsReconnect =
  (powers: {
    readonly connections: Pick<ConnectionStore, 'noted' | 'recordTest'>;
    readonly note: (event: AuditEvent) => void;
    readonly log: (level: 'error', text: string, cause: unknown) => void;
    readonly now: () => number;
  }): ((connectionId: ConnectionId, status: number) => void) =>
  (connectionId, status) => {
    const { connections, note, log, now } = powers;
    const cause = 'needs-reconnect';
    try {
      if (connections.noted(connectionId)?.lastTest?.cause === cause) return;
      note({ kind: 'connection.needs-reconnect', connectionId, status });
      connections.recordTest(connectionId, { ok: false, cause, status, latencyMs: 0, testedAt: now() });
    } catch (error) {
      log('error', 'that a connection needs reconnecting could not be written down', error);
    }
  };
