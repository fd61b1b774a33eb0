import { blockOf, firstOf, lastOf } from '../audit/block-words.ts';
import type { AuditRow } from '../audit/chain.ts';
import type { KindBlocks } from '../audit/kind-blocks.ts';
import type { RowReader } from '../audit/read-rows.ts';
import type { AuditKind } from '../contracts/audit.ts';

export type Rows = Pick<RowReader, 'newest' | 'after' | 'checkpoint'>;

/** A slice is read at once; between two of them, other callers that wait for the file get it. */
const sliceRows = 5_000;

/** Of what was not pruned. */
export const firstSeq = (rows: Rows): number => Math.max(0, rows.checkpoint().seq) + 1;

/** `kind` is the first field of the canonical text (chain.ts). */
export const kindIn = ({ line }: AuditRow): string => /^\{"kind":"([^"]*)"/.exec(String(line))?.[1] ?? '';

/** The entries of these kinds, oldest first, with others between them: the index only tells which blocks to pass over. */
export function* rowsHolding(
  rows: Rows,
  kinds: readonly AuditKind[],
  first: number,
  through: number,
  index: KindBlocks | undefined,
): Generator<AuditRow, void, undefined> {
  function* between(from: number, to: number): Generator<AuditRow, void, undefined> {
    for (let seq = from - 1; ; ) {
      const slice = rows.after(seq, to, sliceRows);
      yield* slice;
      const last = slice.at(-1);
      if (last === undefined) return;
      seq = last.seq;
    }
  }
  const indexed = Math.min(through, index?.through ?? 0);
  if (indexed >= first)
    for (const block of index?.holding(kinds, blockOf(first)) ?? [])
      yield* between(Math.max(first, firstOf(block)), Math.min(indexed, lastOf(block)));
  yield* between(Math.max(first, indexed + 1), through);
}
