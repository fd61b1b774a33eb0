import { setTimeout as pause } from 'node:timers/promises';
import { ValetkeyError } from '@valetkey/api-contracts';
import type { Link } from './link.ts';

/** The link of a session. It is replaced when it has ended, or when the server has forgotten the session. */
export type Linked = {
  readonly first: Link;
  /**
   * Sends over the present link, or over a new one when there is none or the server has forgotten the session; `ready` is
   * awaited on whichever it is.
   */
  send(over: (link: Link) => Promise<void>, ready?: () => Promise<void> | undefined): Promise<void>;
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
  let openedAt = powers.now();
  let present: Promise<Link> | undefined = Promise.resolve(first);
  let failures = 0;
  let closed = false;
  /** Not closed yet. One that a session left open would go on, and its program with the secret in its environment. */
  const opened = new Set<Link>();

  const close = async (link: Link, politely: boolean): Promise<void> => {
    if (opened.delete(link)) await link.close(politely);
  };
  /** Only the present one is replaced: there may be another one by now. */
  const lost = (which: Promise<Link>): void => {
    if (present !== which) return;
    present = undefined;
    failures = powers.now() - openedAt >= steadyMs ? 0 : failures + 1;
  };
  const watch = (link: Link, as: Promise<Link>): void => {
    opened.add(link);
    void link.ended.then(() => {
      lost(as);
      return close(link, false);
    });
  };
  watch(first, present);
  const relink = (): Promise<Link> => {
    const made = async (): Promise<Link> => {
      if (failures > mostFailures) throw new ValetkeyError({ code: 'mcp-failed', why: 'keeps-ending' });
      if (failures > 1) {
        const pauseMs = Math.min(firstPauseMs * 2 ** (failures - 2), longestPauseMs);
        await pause(pauseMs, undefined, { ref: false, signal: powers.signal }).catch(() => undefined);
      }
      const refuseClosed = (): void => {
        if (closed) throw new ValetkeyError({ code: 'capability-closed' });
      };
      refuseClosed();
      openedAt = powers.now();
      const next = await powers.open();
      watch(next, link);
      try {
        refuseClosed();
        await powers.again(next);
      } catch (error) {
        await close(next, false); // nobody will have it
        throw error;
      }
      return next;
    };
    const link = made();
    link.catch(() => lost(link));
    return link;
  };
  const current = (): Promise<Link> => {
    present ??= relink();
    return present;
  };

  return Object.freeze<Linked>({
    first,
    send: async (over, ready) => {
      const sendOver = async (link: Promise<Link>): Promise<void> => {
        const open = await link;
        const due = ready?.();
        if (due !== undefined) await due;
        await over(open);
      };
      const link = current();
      try {
        await sendOver(link);
      } catch (error) {
        if (!powers.isGone(error)) throw error;
        if (present === link) {
          link.then((gone) => close(gone, false)).catch(() => undefined);
          present = undefined;
        }
        await sendOver(current());
      }
    },
    close: async (politely) => {
      closed = true;
      const opening = present?.catch(() => undefined);
      await Promise.all([...opened].map((link) => close(link, politely)));
      await opening; // it is closed where it is made
    },
  });
};
