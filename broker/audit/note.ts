import { ValetkeyError } from '@valetkey/api-contracts';
import type { AuditEvent } from '../contracts/audit.ts';
import { sqliteResultOf } from '../database/database-error.ts';
import type { After } from '../time/after.ts';
import type { AuditLog } from './audit-log.ts';

/** Writes down what has happened already, where failing to write must not stop what follows: an end, a stop. */
export type Note = (event: AuditEvent) => void;

export type Notes = {
  readonly note: Note;
  /** What has happened, and was not written: it is written as soon as the log can be written again. */
  readonly missed: (event: AuditEvent, error: unknown) => void;
  /** The last attempt. What still cannot be written is lost, and said. */
  close(): void;
};

/** More than one line in a second tells a person nothing. */
const retryMs = 2_000;
export const gapDetail = (since: string, late: number, lost: number): string =>
  `could not be written since ${since}; ${late} entries follow late, ${lost} are lost`;
/** Whether entries are missing behind this `audit.gap`. */
export const tellsOfLost = ({ detail = '' }: { readonly detail?: string | undefined }): boolean =>
  !detail.endsWith(', 0 are lost');

/** Some 500 KB. What does not fit is counted. */
const mostHeld = 1_000;

/**
 * While the disk is full, nothing new is sent, but what is under way ends. Those ends are held and written late, behind
 * an `audit.gap` that says since when nothing could be written, and how many entries are lost: without it, a use without
 * an end would look like one of a process that was killed.
 */
export function makeNotes({
  audit,
  log,
  after,
  now,
}: {
  readonly audit: Pick<AuditLog, 'append'>;
  readonly log: (level: 'warn' | 'error', text: string, cause?: unknown) => void;
  readonly after: After;
  readonly now: () => number;
}): Notes {
  const held: AuditEvent[] = [];
  let lost = 0;
  /** When the first of them was missed. Undefined: none is. */
  let since: number | undefined;
  let closed = false;

  const writeHeld = (): boolean => {
    if (since === undefined) return true;
    const from = new Date(since).toISOString();
    const late = held.length;
    try {
      audit.append({ kind: 'audit.gap', detail: gapDetail(from, late, lost) });
      since = undefined;
      lost = 0;
      for (let event = held[0]; event !== undefined; event = held[0]) {
        audit.append(event);
        held.shift();
      }
    } catch {
      since ??= now(); // the disk is full again: another gap, with what is left
      return false;
    }
    log('warn', `The audit log can be written again. ${late} entries were added late.`);
    return true;
  };
  const retry = (): void => {
    if (!closed && !writeHeld()) after(retryMs, retry);
  };

  const missed: Notes['missed'] = (event, error) => {
    const disk = sqliteErrorIn(error);
    // Nothing is wrong with the disk: the log was closed, or takes no such event, and would not later.
    if (disk === undefined) return log('error', `the audit log did not take ${event.kind}`, error);
    if (held.length < mostHeld) held.push(event);
    else lost += 1;
    if (since !== undefined) return;
    since = now();
    log(
      'error',
      `The audit log cannot be written (${disk.message}). Check the disk. Until it can, nothing is sent, and what ends meanwhile is added later.`,
    );
    after(retryMs, retry);
  };

  return Object.freeze<Notes>({
    missed,
    note: (event) => {
      try {
        audit.append(event);
      } catch (error) {
        missed(event, error);
      }
    },
    close: () => {
      closed = true;
      if (!writeHeld()) log('error', `The audit log lacks ${held.length + lost} entries at its end.`);
    },
  });
}

const sqliteErrorIn = (error: unknown): Error | undefined => {
  const cause = error instanceof ValetkeyError ? error.cause : error;
  return cause instanceof Error && sqliteResultOf(cause) !== undefined ? cause : undefined;
};
