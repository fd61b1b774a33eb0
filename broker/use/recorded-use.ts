import { type AuditEvent, type ErrorAnswer, ValetkeyError } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Live } from '../grants/ledger.ts';
import type { Hop } from '../network/send.ts';

export type UsePowers = {
  readonly audit: Pick<AuditLog, 'append' | 'appendSoon' | 'appendLater'>;
  /** For a line that could not be written after the fact: the intent is there, the outcome is lost. */
  readonly onUnrecorded: (error: unknown) => void;
  readonly makeUseId: () => string;
  readonly now: () => number;
};

type Subject = Pick<AuditEvent, 'method' | 'origin' | 'path'>;

/** The lines of one use in the audit log, tied together by an id. */
export type RecordedUse = {
  /** Writes the refusal and throws it. */
  refuse(error: ErrorAnswer): never;
  /** Before anything leaves: wait for it. Rejects with `audit-unavailable`, and then nothing may leave. */
  intend(subject: Subject): Promise<unknown>;
  hop(hop: Hop): void;
  /** Once, when the body has ended, failed or been given up. */
  finish(result: Pick<AuditEvent, 'outcome' | 'code' | 'status' | 'bytesReceived' | 'redactions'>): void;
};

const longestPath = 2048;

export const recordUse = (
  live: Live,
  subject: Subject,
  bytesSent: number,
  powers: UsePowers,
): RecordedUse => {
  const started = powers.now();
  const who = {
    use: powers.makeUseId(),
    extension: live.principal.id,
    connectionId: live.connectionId,
    capabilityId: live.id,
    ...(live.grantId === undefined ? {} : { grantId: live.grantId }),
  };
  let about = cut(subject);
  let finished = false;
  return {
    refuse: (error) => {
      const detail = error.caveat ?? error.header ?? error.why;
      powers.audit.append({
        kind: 'use.refused',
        ...who,
        ...about,
        outcome: 'refused',
        code: error.code,
        ...(detail === undefined ? {} : { detail }),
      });
      throw new ValetkeyError(error);
    },
    intend: (decided) => {
      about = cut(decided);
      return powers.audit.appendSoon({
        kind: 'use.intended',
        ...who,
        ...about,
        reason: live.reason,
        bytesSent,
      });
    },
    hop: (hop) => {
      powers.audit.append({ kind: 'use.hop', ...who, ...whereHopWent(hop) });
    },
    finish: (result) => {
      if (finished) return;
      finished = true;
      const durationMs = Math.max(0, powers.now() - started);
      const event = { kind: 'use.finished' as const, ...who, ...about, ...result, durationMs };
      powers.audit.appendLater(event).catch(powers.onUnrecorded);
    },
  };
};

/** A redirect may turn one method into another, and a token is asked for by POST: all of them are in the list. */
export const whereHopWent = ({ method, origin, path }: Hop): Subject =>
  cut({ method: method as AuditEvent['method'], origin, path });

const cut = (subject: Subject): Subject =>
  subject.path === undefined || subject.path.length <= longestPath
    ? subject
    : { ...subject, path: subject.path.slice(0, longestPath) };
