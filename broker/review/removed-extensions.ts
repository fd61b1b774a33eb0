import type { ExtensionId } from '@valetkey/api-contracts';
import { readAuditRow } from '../audit/chain.ts';
import type { KindBlocks } from '../audit/kind-blocks.ts';
import type { AuditKind } from '../contracts/audit.ts';
import { firstSeq, kindIn, type Rows, rowsHolding } from './rows-holding.ts';

const kinds = [
  'extension.installed',
  'extension.started',
  'extension.removed',
] as const satisfies readonly AuditKind[];

/**
 * Extensions that Settings removed, or whose folder the application missed at its start, and that were neither installed
 * nor started since, at `at`. By the log alone: which ones an application has, only the application knows.
 */
export function removedExtensions(
  rows: Rows,
  at = Number.POSITIVE_INFINITY,
  index: KindBlocks | undefined = undefined,
): ReadonlySet<ExtensionId> {
  const removed = new Set<ExtensionId>();
  for (const row of rowsHolding(rows, kinds, firstSeq(rows), rows.newest()?.seq ?? 0, index)) {
    if (!kinds.some((kind) => kind === kindIn(row))) continue;
    const { kind, extension, at: when = 0 } = readAuditRow(row) ?? {};
    if (extension === undefined || when > at) continue;
    if (kind === 'extension.removed') removed.add(extension);
    else removed.delete(extension);
  }
  return removed;
}
