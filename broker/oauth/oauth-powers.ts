import type { ConnectionId, SignInEnd } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Courier } from '../network/send.ts';
import type { Vault } from '../secrets/vault/vault.ts';
import type { After } from '../time/after.ts';
import type { SessionRows } from './session-rows.ts';

/** What the keeping of tokens needs of the stations. */
export type OauthPowers = {
  readonly rows: SessionRows;
  readonly vault: Pick<Vault, 'open' | 'put' | 'settle' | 'inventory' | 'epoch'>;
  readonly audit: Pick<AuditLog, 'append' | 'appendDurably'>;
  /** Small answers, short waits: one per talk with an authorization server. */
  readonly openCourier: () => Courier;
  readonly now: () => number;
  readonly after: After;
  readonly makeId: () => string;
  /** Once per sign-in that has ended, in the process that found it. */
  readonly needsReconnect: (connectionId: ConnectionId, why: SignInEnd) => void;
  readonly log: (level: 'info' | 'warn' | 'error', text: string, cause?: unknown) => void;
};
