import type { Door } from '../secrets/door.ts';

/**
 * What one (principal, connection) pair has to itself: sockets, the opened credential, places for MCP sessions.
 * Nothing of it is shared with another extension or another connection (MCP SDK CVE-2026-25536).
 */
export type Session = {
  readonly door: Door;
  /** Counted where they are opened and closed. */
  readonly openMcp: { sessions: number; programs: number };
  close(): void;
};

export const openSession = (door: Door): Session =>
  Object.freeze({
    door,
    openMcp: { sessions: 0, programs: 0 },
    close: () => {
      door.close().catch(() => undefined);
    },
  });

export type Sessions = {
  /** Each `hold` is matched by one `release`; with the last one the session's sockets are destroyed. */
  hold(extension: string, connectionId: string): { readonly session: Session; readonly release: () => void };
};

export const makeSessions = (open: () => Session): Sessions => {
  const held = new Map<string, { readonly session: Session; holders: number }>();
  return Object.freeze<Sessions>({
    hold: (extension, connectionId) => {
      const key = `${extension} ${connectionId}`;
      const entry = held.get(key) ?? { session: open(), holders: 0 };
      entry.holders += 1;
      held.set(key, entry);
      let released = false;
      const release = (): void => {
        if (released) return;
        released = true;
        entry.holders -= 1;
        if (entry.holders > 0) return;
        held.delete(key);
        entry.session.close();
      };
      return { session: entry.session, release };
    },
  });
};
