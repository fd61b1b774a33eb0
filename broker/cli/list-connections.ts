import { makeConnectionStore, type NotedConnection } from '../connections/connection-store.ts';
import { expiryOf } from '../connections/expiry-of.ts';
import { type McpServerStore, makeMcpServerStore, revisionOf } from '../connections/mcp-server-store.ts';
import type { ConnectionRecord, CredentialExpiry } from '../contracts/connection.ts';
import { contributorOf } from '../contracts/contributor-of.ts';
import { scopeText } from '../contracts/scope-text.ts';
import { english } from '../contracts/texts/say.ts';
import { makeProviderRegistry } from '../providers/provider-registry.ts';
import { stateMigrations } from '../stores/state-migrations.ts';
import { type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { reading } from './open-to-read.ts';
import { printable, printableJson, printableTime } from './printable.ts';
import { removedIn } from './removed-in.ts';
import { table } from './table.ts';
import { writeLines } from './write-lines.ts';
import { writeUnreadable } from './write-unreadable.ts';

/** Metadata only: which secrets are saved, and since when. Their exact origins are in the grants and the log. */
export async function listConnections(
  { folder, json }: { readonly folder: string; readonly json: boolean },
  { stdout, stderr, now }: CommandPowers,
): Promise<ExitCode> {
  const removed = await removedIn(folder);
  const isGone = ({ record }: NotedConnection): boolean => {
    const contributor = contributorOf(record.providerId);
    return contributor !== undefined && removed.has(contributor);
  };
  return reading(folder, 'state.db', stateMigrations, async (database) => {
    const store = makeConnectionStore({ database, now });
    const mcpServers = makeMcpServerStore({ database });
    const connections = store.list().flatMap(({ id }) => store.noted(id) ?? []);
    const viewed = (noted: NotedConnection): string =>
      printableJson(viewOf(noted, mcpServers, isGone(noted)));
    const row = (noted: NotedConnection): string[] => rowOf(noted, mcpServers, isGone(noted));
    if (json) await writeLines(stdout, connections.map(viewed));
    else if (connections.length > 0) await writeLines(stdout, table(heads, connections.map(row)));
    else await writeLines(stderr, ['No connections.']);
    await writeUnreadable(stderr, store.unreadable());
    return exitCodes.ok;
  });
}

const heads = [
  'id',
  'name',
  'provider',
  'scope',
  'secrets saved',
  'last test',
  'last used (UTC)',
  'MCP',
  'expires (UTC)',
  'fields',
];

const rowOf = (noted: NotedConnection, mcpServers: McpServerStore, isGone: boolean): string[] => {
  const { record, lastUsedAt, lastTest: test } = noted;
  const { id, displayName, providerId, fields, secretRefs } = record;
  const expiry = expiryOfNoted(noted);
  return [
    id,
    printable(displayName),
    isGone ? `${providerId} (not installed)` : providerId,
    printable(scopeText(english, record), 5_000),
    printable(secretRefs.map(({ field }) => field).join(' ') || 'none'),
    test === undefined ? 'never' : test.ok ? 'ok' : (test.cause ?? 'failed'),
    lastUsedAt === undefined ? 'never' : printableTime(lastUsedAt),
    mcpText(record, mcpServers),
    expiry === undefined ? '' : printableTime(expiry.at).slice(0, 10),
    printable(
      Object.entries(fields)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
      4_000,
    ),
  ];
};

/** The revision that its server speaks, and what the server answered that shows it. */
const mcpText = ({ id, authorityDigest }: ConnectionRecord, mcpServers: McpServerStore): string => {
  const known = mcpServers.get(id, authorityDigest);
  if (known === undefined) return '';
  return printable(`${revisionOf(known.era)} (${known.evidence}), ${known.server}`);
};

const viewOf = (noted: NotedConnection, mcpServers: McpServerStore, isGone: boolean): object => {
  const { record, lastUsedAt, lastTest } = noted;
  const { secretRefs, authorityDigest, ...metadata } = record;
  return {
    ...metadata,
    notInstalled: isGone,
    secretFields: secretRefs.map(({ field, setAt }) => ({ field, setAt })),
    lastUsedAt,
    lastTest,
    mcp: mcpServers.get(record.id, authorityDigest),
    expiry: expiryOfNoted(noted),
  };
};

/** A day that the user entered is known of built-in services only: no extension runs here. It is among the fields, too. */
const expiryOfNoted = ({ record, serviceExpiresAt }: NotedConnection): CredentialExpiry | undefined =>
  expiryOf(record, serviceExpiresAt, providers.get(record.providerId)?.provider);
const providers = makeProviderRegistry();
