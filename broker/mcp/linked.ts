import { setTimeout as pause } from 'node:timers/promises';
import { ValetkeyError } from '@valetkey/api-contracts';
import type { Link } from './link.ts';

/** The link of a session. It is replaced when the server has ended or forgotten the session. */
export type Linked = {
  readonly first: Link;
  /**
   * Sends over the present link, or over a new one when there is none or the server has forgotten the session; `ready` is
   * awaited on whichever it is.
   */
  send(over: (link: Link) => Promise<void>, ready?: () => Promise<void> | undefined): Promise<void>;
  /** The present link is lost: the next `send` makes a new one. */
  lost(): void;
  close(politely: boolean): Promise<void>;
};

const mostFailures = 5;
const firstPauseMs = 250;
const longestPauseMs = 30_000;
/** A server that has run for that long was no failure. */
const steadyMs = 60_000;

export const keepLinked = async (powers: {
  readonly open: () => Promise<Link>;
  /** After a restart: tells the server what the old one knew. */
  readonly again: (link: Link) => Promise<void>;
  readonly isGone: (error: unknown) => boolean;
  readonly now: () => number;
  readonly signal: AbortSignal;
}): Promise<Linked> => {
  const first = await powers.open();
  let link: Promise<Link> | undefined = Promise.resolve(first);
  let failures = 0;
  let openedAt = powers.now();
  let closed = false;

  const lost = (): void => {
    if (link === undefined) return;
    link = undefined;
    failures = powers.now() - openedAt >= steadyMs ? 0 : failures + 1;
  };
  const relink = async (): Promise<Link> => {
    if (failures > mostFailures) throw new ValetkeyError({ code: 'mcp-failed', why: 'keeps-ending' });
    if (failures > 1) {
      const pauseMs = Math.min(firstPauseMs * 2 ** (failures - 2), longestPauseMs);
      await pause(pauseMs, undefined, { ref: false, signal: powers.signal }).catch(() => undefined);
    }
    if (closed) throw new ValetkeyError({ code: 'capability-closed' });
    openedAt = powers.now();
    const next = await powers.open();
    if (closed) await next.close(false);
    else
      await powers.again(next).catch(async (error: unknown) => {
        await next.close(false); // nobody will have it: its program would go on, and its stream
        throw error;
      });
    return next;
  };
  const current = (): Promise<Link> => {
    link ??= relink().catch((error: unknown) => {
      lost();
      throw error;
    });
    return link;
  };

  return Object.freeze<Linked>({
    first,
    lost,
    send: async (over, ready) => {
      const sendOver = async (present: Promise<Link>): Promise<void> => {
        const open = await present;
        const due = ready?.();
        if (due !== undefined) await due;
        await over(open);
      };
      const present = current();
      try {
        await sendOver(present);
      } catch (error) {
        if (!powers.isGone(error)) throw error;
        if (link === present) {
          present.then((gone) => gone.close(false)).catch(() => undefined);
          link = undefined;
        }
        await sendOver(current());
      }
    },
    close: async (politely) => {
      closed = true;
      await link?.then(
        (open) => open.close(politely),
        () => undefined,
      );
    },
  });
};
