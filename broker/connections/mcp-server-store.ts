import { z } from 'zod';
import type { Migration, OpenedDatabase } from '../database/open-database.ts';

/** What the MCP server of a connection answered when it was asked which revisions it speaks. One row a connection. */
export const mcpServerMigration: Migration = {
  name: 'mcp-servers',
  sql: `
    CREATE TABLE mcp_servers (connection TEXT PRIMARY KEY, place TEXT NOT NULL, known TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TRIGGER mcp_server_ends AFTER DELETE ON connections BEGIN
      DELETE FROM mcp_servers WHERE connection = old.id;
    END;`,
};

const knownServer = z.strictObject({
  era: z.enum(['legacy', 'modern']),
  evidence: z.string().max(40),
  server: z.string().max(401),
  /** When it was asked. */
  at: z.number(),
});
export type KnownServer = z.output<typeof knownServer>;

/** What people are told. */
export function revisionOf(era: KnownServer['era']) {
  return era === 'modern' ? '2026-07-28' : '2025-11-25 or older';
}

export type McpServerStore = {
  /** Undefined also where the row is another address's, or cannot be read: the server is asked again. */
  get(connection: string, place: string): KnownServer | undefined;
  /** A use does not fail because this could not be noted. */
  put(connection: string, place: string, known: KnownServer): void;
  drop(connection: string): void;
};

export function makeMcpServerStore({ database }: { readonly database: OpenedDatabase }): McpServerStore {
  const find = database.prepare('SELECT place, known FROM mcp_servers WHERE connection = ?').raw();
  const set = database.prepare(
    'INSERT INTO mcp_servers VALUES (?, ?, ?) ON CONFLICT (connection) DO UPDATE SET place = excluded.place, known = excluded.known',
  );
  const remove = database.prepare('DELETE FROM mcp_servers WHERE connection = ?');
  const unlessItFails = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch {
      return undefined; // a full or damaged disk: the server is asked once more
    }
  };
  return Object.freeze<McpServerStore>({
    get: (connection, place) =>
      unlessItFails(() => {
        const row = find.get([connection]) as [string, string] | undefined;
        return row?.[0] === place ? knownServer.parse(JSON.parse(row[1])) : undefined;
      }),
    put: (connection, place, known) =>
      void unlessItFails(() => set.run([connection, place, JSON.stringify(known)])),
    drop: (connection) => void unlessItFails(() => remove.run([connection])),
  });
}
