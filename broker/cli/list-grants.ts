import type { GrantRecord } from '@valetkey/api-contracts';
import { makeGrantStore } from '../grants/grant-store.ts';
import { stateMigrations } from '../stores/state-migrations.ts';
import { type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { reading } from './open-to-read.ts';
import { printable, printableJson, printableTime } from './printable.ts';
import { table } from './table.ts';
import { writeLines } from './write-lines.ts';
import { writeUnreadable } from './write-unreadable.ts';

/** What was allowed with "Always allow", in any state. "Allow once" is never stored; the audit log has it. */
export const listGrants = (
  { folder, json }: { readonly folder: string; readonly json: boolean },
  { stdout, stderr }: CommandPowers,
): Promise<ExitCode> =>
  reading(folder, 'state.db', stateMigrations, async (database) => {
    const store = makeGrantStore({ database });
    const grants = store.list();
    if (json) await writeLines(stdout, grants.map(printableJson));
    else if (grants.length > 0) await writeLines(stdout, table(heads, grants.map(rowOf)));
    else await writeLines(stderr, ['No grant is stored.']);
    await writeUnreadable(stderr, store.unreadable());
    return exitCodes.ok;
  });

const heads = ['id', 'state', 'extension', 'connection', 'handed out', 'last time (UTC)', 'where', 'what'];

const rowOf = (grant: GrantRecord): string[] => [
  grant.id,
  grant.state,
  printable(`${grant.principal.id} ${grant.principal.version}`),
  grant.connectionId,
  String(grant.uses),
  grant.lastUsedAt === undefined ? 'never' : printableTime(grant.lastUsedAt),
  printable(grant.authority.origins.join(' ')),
  printable(whatOf(grant), 4_000),
];

const whatOf = ({ caveats: { methods, paths, mcpTools, expiresAt, maxUses } }: GrantRecord): string =>
  [
    ...(methods.length === 0 ? [] : [`${methods.join(',')} ${paths.join(' ')}`]),
    ...(mcpTools.length === 0 ? [] : [`MCP ${mcpTools.includes('*') ? 'every tool' : mcpTools.join(',')}`]),
    ...(expiresAt === undefined ? [] : [`until ${printableTime(expiresAt)}`]),
    ...(maxUses === undefined ? [] : [`at most ${maxUses} uses`]),
  ].join('; ');
