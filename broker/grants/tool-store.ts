import type { ConnectionId, GrantId } from '@valetkey/api-contracts';
import { z } from 'zod';
import { mostListedTools, type ToolClaim, toolClaim } from '../contracts/mcp-tools.ts';
import type { Migration, OpenedDatabase } from '../database/open-database.ts';
import { storageFailed } from '../database/storage-failed.ts';
import { parseJson } from '../json/parse-json.ts';

/**
 * Lists of MCP tools. Of a connection: what its server `listed` last, to show in prompts. Of a grant: what
 * was `agreed` to, and what was `found` instead and suspended it.
 */
export const toolMigration: Migration = {
  name: 'mcp-tools',
  sql: `CREATE TABLE mcp_tools (
    owner TEXT NOT NULL,
    what TEXT NOT NULL,
    list TEXT NOT NULL,
    PRIMARY KEY (owner, what)
  ) STRICT;
  CREATE TRIGGER tools_end AFTER DELETE ON connections BEGIN
    DELETE FROM mcp_tools WHERE owner = old.id;
    DELETE FROM mcp_tools WHERE owner IN (SELECT id FROM grants WHERE connection_id = old.id);
  END;`,
};

/** A list takes 10 KB, and up to 2 MB: one of a revoked grant is needed by nobody. */
export const toolsEndMigration: Migration = {
  name: 'mcp-tools-end',
  sql: `
    CREATE TRIGGER tools_end_with_grant AFTER UPDATE OF state ON grants WHEN new.state = 'revoked' BEGIN
      DELETE FROM mcp_tools WHERE owner = old.id;
    END;
    DELETE FROM mcp_tools WHERE owner IN (SELECT id FROM grants WHERE state = 'revoked');`,
};

const toolList = z.strictObject({
  /** `listed`: the connection's authority digest then. A server elsewhere is another server. Else empty. */
  place: z.string().max(64),
  tools: z.array(toolClaim).max(mostListedTools),
});
export type ToolList = { readonly place: string; readonly tools: ToolClaim[] };

export type ToolStore = {
  /** Undefined also for a row that cannot be read any more: it is no agreement to anything. */
  get(owner: ConnectionId | GrantId, what: 'listed' | 'agreed' | 'found'): ToolList | undefined;
  put(owner: ConnectionId | GrantId, what: 'listed' | 'agreed' | 'found', list: ToolList): void;
  drop(owner: GrantId, what: 'found'): void;
};

export function makeToolStore({ database }: { readonly database: OpenedDatabase }): ToolStore {
  const one = database.prepare('SELECT list FROM mcp_tools WHERE owner = ? AND what = ?').raw();
  const upsert = database.prepare('INSERT OR REPLACE INTO mcp_tools (owner, what, list) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM mcp_tools WHERE owner = ? AND what = ?');
  const stored = (write: () => unknown): void => {
    try {
      write();
    } catch (error) {
      throw storageFailed(error);
    }
  };
  return Object.freeze<ToolStore>({
    get: (owner, what) => {
      const row = one.get([owner, what]) as [string] | undefined;
      return row === undefined ? undefined : toolList.safeParse(parseJson(row[0])).data;
    },
    put: (owner, what, list) => stored(() => upsert.run([owner, what, JSON.stringify(list)])),
    drop: (owner, what) => stored(() => remove.run([owner, what])),
  });
}
