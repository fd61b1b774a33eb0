import type { Courier } from '../network/send.ts';
import type { ConnectionInUse } from './connection-in-use.ts';
import type { Credential } from './credential.ts';
import type { McpConnection } from './mcp-connection.ts';

/**
 * What one (principal, connection) pair has to itself: sockets, the opened credential's scrubber, the MCP session.
 * Nothing of it is shared with another extension or another connection (MCP SDK CVE-2026-25536).
 */
export type Session = {
  readonly courier: Courier;
  readonly credential: (connection: ConnectionInUse) => Credential;
  readonly mcp: McpConnection;
};

export type Sessions = {
  /** Each `hold` is matched by one `release`; with the last one the session's sockets are destroyed. */
  hold(extension: string, connectionId: string): { readonly session: Session; readonly release: () => void };
};

export const makeSessions = (open: () => Session): Sessions => {
  const held = new Map<string, { readonly session: Session; holders: number }>();
  return Object.freeze({
    hold: (extension: string, connectionId: string) => {
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
        entry.session.mcp.close();
        entry.session.courier.close().catch(() => undefined);
      };
      return { session: entry.session, release };
    },
  });
};
