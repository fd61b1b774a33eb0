import { setImmediate } from 'node:timers/promises';
import type { AuditRow } from './chain.ts';
import type { RowReader } from './read-rows.ts';

/** Some 5 ms of reading; between two slices, others get their turn. */
const sliceRows = 1_000;

/** All rows, oldest first, up to what is newest now. What is pruned meanwhile is left out. */
export async function* readInSlices(
  rows: Pick<RowReader, 'after' | 'newest'>,
): AsyncGenerator<readonly AuditRow[], void, undefined> {
  const through = rows.newest()?.seq ?? 0;
  for (let read = 0; ; ) {
    const slice = rows.after(read, through, sliceRows);
    const last = slice.at(-1);
    if (last === undefined) return;
    yield slice;
    read = last.seq;
    await setImmediate();
  }
}
