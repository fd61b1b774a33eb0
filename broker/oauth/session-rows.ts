import { type ConnectionId, digest, instant, type OauthFlow, oauthFlow } from '@valetkey/api-contracts';
import { z } from 'zod';
import { signInEnd } from '../contracts/sign-in.ts';
import type { Migration, OpenedDatabase } from '../database/opened-database.ts';
import { parseJson } from '../json/parse-json.ts';
import { discovered } from '../secrets/oauth/discovered.ts';
import { serverMetadata } from '../secrets/oauth/find-server.ts';
import type { TokenFacts } from '../secrets/oauth/token-facts.ts';

/** What is known of a connection's tokens, without them: they are in the vault under `counter`. */
export const oauthSession = z.strictObject({
  counter: z.int().positive(),
  /** Where the tokens were issued for; when the connection goes elsewhere now, they are not used. */
  authorityDigest: digest,
  flow: oauthFlow,
  signedInAt: instant,
  /** Of the access token. */
  obtainedAt: instant,
  expiresAt: instant.optional(),
  renews: z.boolean(),
  scopes: z.array(z.string().max(200)).max(200),
  /** The server's clock minus ours. */
  skewSeconds: z.int(),
  /** The authorization server's metadata as it was judged, so that a renewal needs one request. */
  server: serverMetadata,
  /** Where the MCP server said who lets somebody in: which client we are there, and whom the tokens are for. */
  discovered: discovered.optional(),
  /** The service wanted these for a request that it refused. The sign-in is good for others. */
  wantedScopes: z.array(z.string().max(200)).max(200).optional(),
  /** The sign-in is over, and has to be made again. */
  ended: z.strictObject({ why: signInEnd, at: instant }).optional(),
  /** The last renewal failed in a way that passes. */
  failure: z
    .strictObject({ count: z.int().positive(), retryAt: instant, why: z.string().max(40) })
    .optional(),
});
export type OauthSession = z.output<typeof oauthSession>;

/** Nobody has to do anything in these: a renewal is the sign-in once more, and spends no refresh token. */
export const isUnattended = (flow: OauthFlow): flow is 'clientCredentials' | 'crossApp' =>
  flow === 'clientCredentials' || flow === 'crossApp';

/** What a session knows of tokens that were just given. */
export const tokensInSession = (flow: OauthFlow, given: TokenFacts) => ({
  scopes: [...given.scopes],
  obtainedAt: given.obtainedAt,
  expiresAt: given.expiresAt,
  renews: isUnattended(flow) || given.hasRefreshToken,
});

export type SessionRow = {
  /** Undefined when the row cannot be read: it is kept, and a new sign-in replaces it. */
  readonly session: OauthSession | undefined;
  /** Rises with each change. */
  readonly version: number;
  /** Who renews the tokens now, or was ended while it did. */
  readonly lease: { readonly owner: string; readonly until: number } | undefined;
};

export type SessionRows = {
  get(id: ConnectionId): SessionRow | undefined;
  /** A new sign-in: whatever was there is replaced, and so is a renewal that is under way. */
  put(id: ConnectionId, session: OauthSession): void;
  /** False when somebody else, in whichever process, changed it since `version` was read. Gives the lease back. */
  update(id: ConnectionId, version: number, session: OauthSession): boolean;
  /** As `update`, of what is known beside the tokens: a renewal that is under way keeps its lease. */
  note(id: ConnectionId, version: number, session: OauthSession): boolean;
  /** Until `until`, nobody else renews. False when somebody does, or when it was changed since `version` was read. */
  lease(id: ConnectionId, version: number, lease: { owner: string; until: number }, now: number): boolean;
  release(id: ConnectionId, owner: string): void;
  remove(id: ConnectionId): boolean;
  list(): readonly { readonly id: ConnectionId; readonly counter: number }[];
};

/** A row goes with its connection, by the database's own rule. */
export const oauthMigrations: readonly Migration[] = Object.freeze([
  {
    name: 'oauth sessions',
    sql: `
      CREATE TABLE oauth_sessions (
        connection_id TEXT PRIMARY KEY,
        session TEXT NOT NULL,
        version INTEGER NOT NULL,
        lease_owner TEXT,
        lease_until INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE TRIGGER oauth_session_ends AFTER DELETE ON connections BEGIN
        DELETE FROM oauth_sessions WHERE connection_id = old.id;
      END;`,
  },
]);

/** A lease that ends this much later than ours was made by a clock that ran ahead. Nobody waits for it. */
const longestAheadMs = 60_000;

type StoredSession = [session: string, version: number, owner: string | null, until: number | null];

export function makeSessionRows({ database }: { readonly database: OpenedDatabase }): SessionRows {
  const one = database
    .prepare('SELECT session, version, lease_owner, lease_until FROM oauth_sessions WHERE connection_id = ?')
    .raw();
  const all = database.prepare('SELECT connection_id, session FROM oauth_sessions').raw();
  const insert = database.prepare(`INSERT INTO oauth_sessions VALUES (?1, ?2, 1, NULL, NULL)
    ON CONFLICT DO UPDATE SET session = excluded.session, version = version + 1, lease_owner = NULL, lease_until = NULL`);
  const change = database.prepare(`UPDATE oauth_sessions
    SET session = ?3, version = version + 1, lease_owner = NULL, lease_until = NULL
    WHERE connection_id = ?1 AND version = ?2`);
  const beside = database.prepare(
    'UPDATE oauth_sessions SET session = ?3, version = version + 1 WHERE connection_id = ?1 AND version = ?2',
  );
  const take = database.prepare(`UPDATE oauth_sessions SET lease_owner = ?3, lease_until = ?4
    WHERE connection_id = ?1 AND version = ?2 AND (lease_until IS NULL OR lease_until <= ?5 OR lease_until > ?6)`);
  const give = database.prepare(
    'UPDATE oauth_sessions SET lease_owner = NULL, lease_until = NULL WHERE connection_id = ?1 AND lease_owner = ?2',
  );
  const drop = database.prepare('DELETE FROM oauth_sessions WHERE connection_id = ?');

  /** Looked at on every use; parsed only when its text is new. */
  const known = new Map<string, { readonly text: string; readonly session: OauthSession | undefined }>();
  const parsed = (id: string, text: string): OauthSession | undefined => {
    const before = known.get(id);
    if (before?.text === text) return before.session;
    const session = oauthSession.safeParse(parseJson(text)).data;
    known.set(id, { text, session });
    return session;
  };
  const textOf = (session: OauthSession): string => JSON.stringify(oauthSession.parse(session));

  return Object.freeze<SessionRows>({
    get: (id) => {
      const row = one.get([id]) as StoredSession | undefined;
      if (row === undefined) return undefined;
      const [text, version, owner, until] = row;
      return {
        session: parsed(id, text),
        version,
        lease: owner === null || until === null ? undefined : { owner, until },
      };
    },
    put: (id, session) => {
      insert.run([id, textOf(session)]);
    },
    update: (id, version, session) => change.run([id, version, textOf(session)]).changes > 0,
    note: (id, version, session) => beside.run([id, version, textOf(session)]).changes > 0,
    lease: (id, version, { owner, until }, now) =>
      take.run([id, version, owner, until, now, until + longestAheadMs]).changes > 0,
    release: (id, owner) => {
      give.run([id, owner]);
    },
    remove: (id) => {
      known.delete(id);
      return drop.run([id]).changes > 0;
    },
    list: () =>
      (all.all([]) as [ConnectionId, string][]).flatMap(([id, text]) => {
        const session = parsed(id, text);
        return session === undefined ? [] : [{ id, counter: session.counter }];
      }),
  });
}
