import { type Budgets, type ConnectionId, type ErrorAnswer, ValetkeyError } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { LineAllowance } from '../audit/line-allowance.ts';
import { type AuditEvent, partOfUse } from '../contracts/audit.ts';
import type { Live } from '../grants/ledger.ts';
import type { Hop } from '../network/exchange.ts';
import { spendingOf, spentAnswer, spentKind } from './daily-budget.ts';
import { placeAsked } from './place-asked.ts';

export type UsePowers = {
  readonly audit: Pick<
    AuditLog,
    'append' | 'appendSoon' | 'appendLater' | 'appendSpending' | 'takeReceived' | 'spent'
  >;
  readonly lines: Pick<LineAllowance, 'take'>;
  /** For a line that could not be written after the fact: the intent is there, the outcome is lost. */
  readonly onUnrecorded: (event: AuditEvent, error: unknown) => void;
  /** A service answered a use well: what a test would show. */
  readonly onWorked: (connectionId: ConnectionId) => void;
  /** Something is about to be sent. */
  readonly onSent: (live: Live) => void;
  readonly makeUseId: () => string;
  readonly now: () => number;
};

export type Subject = Pick<AuditEvent, 'method' | 'origin' | 'path'>;

/** The lines of one use in the audit log, tied together by an id. */
export type RecordedUse = {
  /** Writes the refusal, which ends the use, or counts it, and throws it. */
  refuse(error: ErrorAnswer): never;
  /** Where less is left of a budget today: before anything else is counted. */
  refuseWhenSpent(takes: Budgets): void;
  /**
   * Before anything leaves: wait for it. Rejects with `audit-unavailable`, and throws where less is left of a budget
   * than it takes: then nothing may leave. What takes no use is part of another one.
   */
  intend(subject: Subject, takes: Budgets): Promise<unknown>;
  /** Before it leaves, with what it takes. Throws as `intend`: then it does not leave. */
  hop(hop: Hop, takes: Budgets): void;
  /** Once, when the body has ended, failed or been given up. */
  finish(
    result: Pick<AuditEvent, 'outcome' | 'code' | 'status' | 'bytesReceived' | 'redactions'>,
    /** By the service's own answer: it shows what a test would. */
    worked: boolean,
  ): void;
};

const longestPath = 2048;

export const recordUse = (
  live: Live,
  subject: Subject,
  bytesSent: number,
  powers: UsePowers,
  /** Of a fetch, as the extension wrote it: nothing is believed about it, and a refusal says it. */
  asked?: { readonly target: string; readonly scrub: (text: string) => string | undefined },
): RecordedUse => {
  const started = powers.now();
  const who = {
    use: powers.makeUseId(),
    extension: live.principal.id,
    connectionId: live.connectionId,
    capabilityId: live.id,
    grantId: live.grantId,
  };
  let about = cut(subject);
  let intended = false;
  let finished = false;
  const refuse: RecordedUse['refuse'] = (error) => {
    finished = true;
    if (!powers.lines.take(live.principal.id, 'refusedUse')) throw new ValetkeyError(error);
    const detail = error.caveat ?? error.header ?? error.why;
    const place = asked === undefined ? undefined : placeAsked(asked.target, asked.scrub);
    powers.audit.append({
      kind: 'use.refused',
      ...who,
      ...about,
      ...place,
      outcome: 'refused',
      code: error.code,
      detail,
    });
    throw new ValetkeyError(error);
  };
  return {
    refuse,
    refuseWhenSpent: (takes) => {
      const spent = spentKind(spendingOf(live, takes, powers.now()), powers.audit);
      if (spent !== undefined) refuse(spentAnswer(spent, powers.now()));
    },
    intend: (decided, takes) => {
      intended = true;
      about = cut(decided);
      const detail = takes.usesPerDay === undefined ? partOfUse : undefined;
      const event = {
        kind: 'use.intended' as const,
        ...who,
        ...about,
        reason: live.reason,
        bytesSent,
        detail,
      };
      powers.onSent(live);
      const spending = spendingOf(live, takes, powers.now());
      if (spending === undefined) return powers.audit.appendSoon(event);
      // Another use may have taken the last of it since it was looked at.
      const spent = powers.audit.appendSpending(event, spending);
      return spent === undefined ? Promise.resolve() : refuse(spentAnswer(spent, powers.now()));
    },
    hop: (hop, takes) => {
      const event = { kind: 'use.hop' as const, ...who, ...whereHopWent(hop), bytesSent: hop.bytesSent };
      const spending = spendingOf(live, takes, powers.now());
      if (spending === undefined) return void powers.audit.append(event);
      const spent = powers.audit.appendSpending(event, spending);
      if (spent !== undefined) throw new ValetkeyError(spentAnswer(spent, powers.now()));
    },
    finish: (result, worked) => {
      if (finished) return;
      finished = true;
      // Nothing was sent: an MCP call on a connection that is suspended, say.
      if (!intended && !powers.lines.take(live.principal.id, 'refusedUse')) return;
      // Before the line: a page that is told of the line looks at the connection.
      if (worked) powers.onWorked(live.connectionId);
      const durationMs = Math.max(0, powers.now() - started);
      const event = { kind: 'use.finished' as const, ...who, ...about, ...result, durationMs };
      powers.audit.appendLater(event).catch((error: unknown) => powers.onUnrecorded(event, error));
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
