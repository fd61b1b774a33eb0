import type { ExtensionId } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Note } from '../audit/note.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { AuditKind } from '../contracts/audit.ts';
import { contributorOf } from '../contracts/contributor-of.ts';
import type { GrantStore } from '../grants/grant-store.ts';

/**
 * Of an extension whose folder somebody deleted, only the application knows that it is gone. Where it holds access, or
 * describes the service of a connection, the log gets it too, once: the terminal has nothing else to go by
 * (review/removed-extensions.ts).
 */
export function noteGone(
  {
    grants,
    connections,
    audit,
    note,
  }: {
    readonly grants: Pick<GrantStore, 'countsByExtension'>;
    readonly connections: Pick<ConnectionStore, 'list'>;
    readonly audit: Pick<AuditLog, 'list'>;
    readonly note: Note;
  },
  isGone: (id: ExtensionId) => boolean,
): void {
  const hold = [...grants.countsByExtension()].flatMap(([id, { active, suspended }]) =>
    active + suspended > 0 ? [id] : [],
  );
  const describe = connections.list().flatMap(({ providerId }) => contributorOf(providerId) ?? []);
  const last = (extension: ExtensionId, kind: AuditKind): number =>
    audit.list({ extension, kind, limit: 1 }).entries[0]?.seq ?? 0;
  const isNoted = (id: ExtensionId): boolean =>
    last(id, 'extension.removed') > Math.max(last(id, 'extension.started'), last(id, 'extension.installed'));
  for (const extension of new Set([...hold, ...describe]))
    if (isGone(extension) && !isNoted(extension))
      note({ kind: 'extension.removed', extension, detail: 'the application did not have it at its start' });
}
