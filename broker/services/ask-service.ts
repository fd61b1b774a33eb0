import { type DeclaredRequest, defined, ValetkeyError } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Note } from '../audit/note.ts';
import type { AuditEvent } from '../contracts/audit.ts';
import type { Hop } from '../network/exchange.ts';
import type { Reachable } from '../settings/reach.ts';
import { outwardError } from '../use/outward-error.ts';
import { whereHopWent } from '../use/recorded-use.ts';
import { whereDeclaredGoes } from './declared-request.ts';

export type AskPowers = {
  readonly audit: Pick<AuditLog, 'append'>;
  readonly note: Note;
  readonly makeId: () => string;
  readonly now: () => number;
};

export type AskService = <Answer>(asked: {
  /** What stands in the first line and in the last. */
  readonly subject: AuditEvent;
  readonly to: Reachable;
  /** None: nothing is asked, and the lines say so. */
  readonly request: DeclaredRequest | undefined;
  readonly send: (onHop: (hop: Hop) => void) => Promise<Answer>;
  readonly outcomeOf: (answer: Answer) => Partial<AuditEvent>;
}) => Promise<Answer>;

export type AskingServices = {
  readonly askService: AskService;
  /** Of those under way the log has that they were given up, and nothing any more of what comes of them. */
  close(): void;
};

const mostAtOnce = 8;

/**
 * What Settings itself asks of a service: a test, or what a field may be. Its lines are those of a use: before anything
 * leaves, wherever else it goes, and how it ended. Throws `too-many-requests` beyond eight at once: each has sockets of
 * its own, and 15 seconds, and a page that was taken over scans no network with them.
 */
export const makeAskingServices = ({ audit, note, makeId, now }: AskPowers): AskingServices => {
  const underWay = new Set<() => void>();
  const askService: AskService = async ({ subject, to, request, send, outcomeOf }) => {
    if (underWay.size >= mostAtOnce) throw new ValetkeyError({ code: 'too-many-requests' });
    const { detail, ...about } = { ...subject, use: makeId() };
    const going = request === undefined ? {} : whereDeclaredGoes(to.inUse, request);
    audit.append({ ...about, detail: detail ?? 'begins', ...going });
    const began = now();
    const ended = (outcome: Partial<AuditEvent>): void => {
      if (!underWay.delete(giveUp)) return;
      const durationMs = Math.max(0, now() - began);
      note({ ...about, ...defined({ detail }), ...outcome, durationMs });
    };
    const giveUp = (): void => ended({ outcome: 'aborted' });
    underWay.add(giveUp);
    try {
      const answer = await send((hop) => audit.append({ ...about, kind: 'use.hop', ...whereHopWent(hop) }));
      ended(outcomeOf(answer));
      return answer;
    } catch (error) {
      ended({ outcome: 'failed', code: outwardError(error).code });
      throw error;
    }
  };
  return Object.freeze<AskingServices>({
    askService,
    close: () => {
      for (const giveUp of [...underWay]) giveUp();
    },
  });
};
