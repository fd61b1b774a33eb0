import type { ConnectionStore } from '../connections/connection-store.ts';
import { dormantGrantMs } from '../contracts/grant.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Live } from '../grants/ledger.ts';
import type { BrokerPowers } from '../powers.ts';
import type { Changes } from '../settings/changes.ts';

type NotePowers = Pick<BrokerPowers, 'now' | 'log'> & {
  readonly notice: BrokerPowers['notice'] | undefined;
  readonly grants: Pick<GrantStore, 'noteSent'>;
  readonly connections: Pick<ConnectionStore, 'get'>;
  readonly changes: Pick<Changes, 'tell'>;
};

/** Writes when a grant was last used. A credential that nobody used for long and that is used again is told. */
export const noteSent =
  ({ grants, connections, changes, now, log, notice }: NotePowers) =>
  ({ grantId, connectionId, principal }: Pick<Live, 'grantId' | 'connectionId' | 'principal'>): void => {
    if (grantId === undefined) return;
    try {
      const at = now();
      const noted = grants.noteSent(grantId, at);
      if (noted === undefined) return;
      changes.tell(['grants']);
      const { lastAt } = noted;
      if (lastAt === undefined || at - lastAt < dormantGrantMs) return;
      const displayName = connections.get(connectionId)?.displayName ?? connectionId;
      notice?.({ kind: 'used-again', connectionId, displayName, extension: principal.id, lastAt });
    } catch (error) {
      // The use goes on.
      log('error', 'the time of a grant’s last use could not be written down', error);
    }
  };
