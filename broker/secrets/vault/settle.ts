import { opensWith } from './seal.ts';
import type { SecretRow, SecretRows } from './secret-rows.ts';

type At = { readonly connectionId: string; readonly field: string; readonly counter: number };

/**
 * Inside a transaction. Takes away the rows that the current ones replaced. Leaves alone: newer rows (another process may
 * be about to commit the metadata for them; gone where the caller knows that none is), fields that are not named, and
 * everything of a place whose current row is not there or cannot be opened, since an older one may be all that is left.
 */
export const settleRows = (
  rows: Pick<SecretRows, 'find' | 'older' | 'newer' | 'drop' | 'keep'>,
  key: Uint8Array | undefined,
  current: readonly At[],
  { now, nothingUnderWay }: { readonly now: number; readonly nothingUnderWay: boolean },
): { readonly removed: number; readonly kept: readonly SecretRow[]; readonly waiting: number } => {
  const kept: SecretRow[] = [];
  let removed = 0;
  let waiting = 0;
  for (const place of current) {
    const sealed = rows.find(place, place.counter);
    if (sealed === undefined) continue;
    const older = rows.older(place, place.counter);
    const unnamed = nothingUnderWay ? rows.newer(place, place.counter) : [];
    if (key === undefined || !opensWith(key, sealed)) {
      waiting += older.length + unnamed.length;
      continue;
    }
    for (const row of [...older, ...unnamed]) {
      if (opensWith(key, row.sealed)) {
        rows.drop(row);
        removed += 1;
      } else {
        rows.keep(row, now);
        kept.push(row);
      }
    }
  }
  return { removed, kept, waiting };
};
