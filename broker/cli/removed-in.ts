import type { ExtensionId } from '@valetkey/api-contracts';
import { auditMigrations } from '../audit/audit-log.ts';
import { makeKindBlocks } from '../audit/kind-blocks.ts';
import { makeRowReader } from '../audit/read-rows.ts';
import { removedExtensions } from '../review/removed-extensions.ts';
import { reading } from './open-to-read.ts';

/** None where the log cannot be read: connections are listed whatever state it is in, and "audit verify" says why. */
export function removedIn(folder: string): Promise<ReadonlySet<ExtensionId>> {
  return reading(folder, 'audit.db', auditMigrations, (log) => {
    const rows = makeRowReader(log);
    return removedExtensions(rows, undefined, makeKindBlocks(log, rows));
  }).catch(() => new Set());
}
