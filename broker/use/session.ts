import type { Courier, NetworkLimits } from '../network/send.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import type { Credential } from '../secrets/credential.ts';

/**
 * What one (principal, connection) pair has to itself: sockets, the opened credential, places for MCP sessions.
 * Nothing of it is shared with another extension or another connection (MCP SDK CVE-2026-25536).
 */
export type Session = {
  readonly courier: Courier;
  readonly credential: (connection: ConnectionInUse) => Credential;
  /** For MCP's event streams, which stay open: they must not take the sockets away from requests. */
  readonly streams: () => Courier;
  /** Counted where they are opened and closed. */
  readonly openMcp: { sessions: number; programs: number };
  close(): void;
};

const mostStreams = 1_024;

export const openSession = (powers: {
  readonly openCourier: (limits?: Partial<NetworkLimits>) => Courier;
  readonly credential: Session['credential'];
}): Session => {
  const courier = powers.openCourier();
  let streams: Courier | undefined;
  return Object.freeze({
    courier,
    credential: powers.credential,
    streams: () => {
      streams ??= powers.openCourier({ connections: mostStreams });
      return streams;
    },
    openMcp: { sessions: 0, programs: 0 },
    close: () => {
      for (const one of [courier, streams]) one?.close().catch(() => undefined);
    },
  });
};

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
