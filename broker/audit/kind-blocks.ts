import type { AuditKind } from '../contracts/audit.ts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { makeBlockIndex } from './block-index.ts';
import type { RowReader } from './read-rows.ts';

/** What the index of the log says about kinds of entries. */
export type KindBlocks = {
  /** Up to where it says anything. 0: nowhere. */
  readonly through: number;
  /** Blocks from `first` on that may hold entries of one of these kinds, oldest first. */
  holding(kinds: readonly AuditKind[], first: number): readonly number[];
};

/** Who edits the index can hide entries, which `verify` names. */
export function makeKindBlocks(database: OpenedDatabase, rows: RowReader): KindBlocks {
  return {
    through: makeBlockIndex(database, rows).through(),
    holding: (kinds, first) => {
      const words = kinds.map((kind) => `"kind":"${kind}"`);
      const found = database
        .prepare(
          `SELECT DISTINCT block FROM block_words WHERE word IN (${words.map(() => '?').join()}) AND block >= ? ORDER BY block`,
        )
        .raw()
        .all([...words, first]) as unknown as readonly [number][];
      return found.map(([block]) => block);
    },
  };
}
