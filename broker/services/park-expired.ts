import type { ConnectionId } from '@valetkey/api-contracts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { AuditEvent } from '../contracts/audit.ts';
import type { Abortable } from '../network/on-abort.ts';
import { unlessAborted } from '../network/unless-aborted.ts';
import { makeParked } from '../oauth/parked.ts';
import type { BrokerPowers } from '../powers.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import type { Changes } from '../settings/changes.ts';
import type { After } from '../time/after.ts';
import type { ConnectionStates } from './connection-states.ts';

export type ExpiredUses = {
  /** Undefined: there is nothing to wait for. Afterwards the connection is to be resolved again. Rejects with `aborted`. */
  park(connection: ConnectionInUse, signal: Abortable): Promise<void> | undefined;
  close(): void;
};

/** How long calls wait, counted from the first one that met the expired credential. */
const parkedMs = 2 * 60_000;
/** However many calls there are, how a connection stands is looked up no more often. */
const lookEveryMs = 1_000;
/** A line in the log comes before what it tells of. */
const lookAgainMs = 150;
const mostRemembered = 10_000;

/**
 * Uses of a key, token or certificate whose date has passed wait for the user to replace it, as they do for a sign-in
 * that has ended. Then they go to the service, whose answer decides: the date may be wrong.
 */
export function makeExpiredUses({
  connections,
  states,
  changes,
  now,
  after,
  note,
  notice,
  log,
}: {
  readonly connections: Pick<ConnectionStore, 'noted'>;
  readonly states: ConnectionStates;
  readonly changes: Pick<Changes, 'follow'>;
  readonly now: () => number;
  readonly after: After;
  readonly note: (event: AuditEvent) => void;
  readonly notice: BrokerPowers['notice'];
  readonly log: (level: 'error', text: string, cause: unknown) => void;
}): ExpiredUses {
  const parked = makeParked({ after });
  const looked = new Map<ConnectionId, { readonly of: ConnectionInUse; readonly at: number }>();
  const until = new Map<ConnectionId, { readonly credential: string; readonly at: number }>();
  let closed = false;
  changes.follow((topics) => {
    if (until.size > 0 && topics.includes('connections')) after(lookAgainMs, () => parked.wake());
  });

  const expired = (id: ConnectionId) => {
    try {
      const noted = closed ? undefined : connections.noted(id);
      return noted !== undefined && states.of(noted).standing[1] === 'credential-expired'
        ? noted.record
        : undefined;
    } catch (error) {
      log('error', 'whether a credential has expired could not be looked up', error);
      return undefined;
    }
  };
  const wait = async (id: ConnectionId, end: number): Promise<void> => {
    for (;;) {
      const leftMs = end - now();
      if (leftMs <= 0 || leftMs > parkedMs || expired(id) === undefined) return;
      await parked.wait(id, leftMs);
    }
  };

  return Object.freeze<ExpiredUses>({
    park: (connection, signal) => {
      const { id, secretRefs } = connection;
      const before = looked.get(id);
      const sinceMs = now() - (before?.at ?? 0);
      if (before?.of === connection && sinceMs >= 0 && sinceMs < lookEveryMs) return undefined;
      const record = expired(id);
      if (record === undefined) {
        if (looked.size >= mostRemembered) looked.clear();
        looked.set(id, { of: connection, at: now() });
        return undefined;
      }
      const credential = secretRefs.map(({ field, counter }) => `${field} ${counter}`).join();
      let end = until.get(id);
      if (end?.credential !== credential) {
        end = { credential, at: now() + parkedMs };
        if (until.size >= mostRemembered) until.clear();
        until.set(id, end);
        note({ kind: 'connection.needs-reconnect', connectionId: id, detail: 'expired' });
        notice?.({ kind: 'expired', connectionId: id, displayName: record.displayName });
      }
      return end.at > now() ? unlessAborted(wait(id, end.at), signal) : undefined;
    },
    close: () => {
      closed = true;
      parked.wake();
    },
  });
}
