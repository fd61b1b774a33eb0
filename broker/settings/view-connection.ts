import { type ConnectionId, type ExtensionId, ValetkeyError } from '@valetkey/api-contracts';
import type { ConnectionStore, NotedConnection } from '../connections/connection-store.ts';
import { type McpServerStore, revisionOf } from '../connections/mcp-server-store.ts';
import type { ConnectionRecord, ConnectionView } from '../contracts/connection.ts';
import { contributorOf } from '../contracts/contributor-of.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger } from '../grants/ledger.ts';
import type { Resolved } from '../resolve/resolve-connection.ts';
import type { ConnectionStates } from '../services/connection-states.ts';

export type ViewPowers = {
  readonly connections: Pick<ConnectionStore, 'noted'>;
  readonly grants: Pick<GrantStore, 'countsByConnection'>;
  readonly ledger: Pick<Ledger, 'list'>;
  readonly states: ConnectionStates;
  readonly mcpServers: Pick<McpServerStore, 'get'>;
  readonly whoIsGone: () => (extension: ExtensionId | undefined) => boolean;
};
export type ConnectionViews = {
  readonly one: (connection: Pick<ConnectionRecord, 'id'>) => ConnectionView;
  readonly many: (rows: readonly NotedConnection[]) => ConnectionView[];
};

/** Connections as Settings shows them: what stands in the way is derived now, never stored. */
export const makeConnectionViews = (powers: ViewPowers): ConnectionViews => {
  const { connections, grants, ledger, states, mcpServers } = powers;

  const view = (
    noted: NotedConnection,
    holders: number,
    counts: ConnectionView['grants'],
    isGone: (extension: ExtensionId | undefined) => boolean,
  ): ConnectionView => {
    const { record, lastTest, lastUsedAt, workedAt } = noted;
    const { id, providerId, scope, workspace, displayName, fields, secretRefs, createdAt, updatedAt } =
      record;
    const { providerVersion, retired } = record;
    const { resolved, signIn, standing, expiry } = states.of(noted);
    const [state, stateReason] = standing;
    const wanted = resolved?.provider.fields.filter(({ type }) => type === 'secret') ?? [];
    return {
      id,
      providerId,
      scope,
      workspace,
      displayName,
      fields,
      createdAt,
      updatedAt,
      state,
      holders,
      notInstalled: isGone(contributorOf(providerId)) || undefined,
      providerVersion,
      retired,
      stateReason,
      lastTest,
      workedAt,
      account: lastTest?.account,
      expiry,
      origins: [...(resolved?.origins ?? [])],
      signsInAt: resolved?.authority.signIn,
      secretFields: wanted.map(({ id: field }) => {
        const ref = secretRefs.find((candidate) => candidate.field === field);
        return ref === undefined ? { field, saved: false } : { field, saved: true, setAt: ref.setAt };
      }),
      lastUsedAt,
      signIn,
      mcp: mcpOf(resolved, mcpServers),
      grants: counts,
    };
  };
  const many = (rows: readonly NotedConnection[]): ConnectionView[] => {
    const holders = new Map<ConnectionId, number>();
    for (const { connectionId } of ledger.list())
      holders.set(connectionId, (holders.get(connectionId) ?? 0) + 1);
    const counts = grants.countsByConnection();
    const isGone = powers.whoIsGone();
    return rows.map((row) => {
      const { id } = row.record;
      return view(row, holders.get(id) ?? 0, counts.get(id) ?? { active: 0, suspended: 0 }, isGone);
    });
  };
  return Object.freeze<ConnectionViews>({
    many,
    one: ({ id }) => {
      const noted = connections.noted(id);
      const [only] = many(noted === undefined ? [] : [noted]);
      if (only === undefined) throw new ValetkeyError({ code: 'not-found' });
      return only;
    },
  });
};

const mcpOf = (
  resolved: Resolved | undefined,
  mcpServers: ViewPowers['mcpServers'],
): ConnectionView['mcp'] => {
  if (resolved?.inUse.mcp === undefined) return undefined;
  const known = mcpServers.get(resolved.inUse.id, resolved.inUse.authorityDigest);
  if (known === undefined) return undefined;
  const { era, evidence, server, at } = known;
  return { revision: revisionOf(era), evidence, server, at };
};
