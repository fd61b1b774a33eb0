import type { ConnectionId } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { SignInEnd } from '../contracts/sign-in.ts';
import type { SignInDoor } from '../secrets/oauth/sign-in-door.ts';
import type { After } from '../time/after.ts';
import type { SessionRows } from './session-rows.ts';

/** What the keeping of tokens needs of the stations. */
export type OauthPowers = {
  readonly rows: SessionRows;
  readonly door: SignInDoor;
  readonly audit: Pick<AuditLog, 'append' | 'appendDurably'>;
  readonly now: () => number;
  readonly after: After;
  readonly makeId: () => string;
  /** Once per sign-in that has ended, in the process that found it. */
  readonly needsReconnect: (connectionId: ConnectionId, why: SignInEnd) => void;
  readonly log: (level: 'info' | 'warn' | 'error', text: string, cause?: unknown) => void;
};
