import { createHmac } from 'node:crypto';
import type { OpenedDatabase } from '../database/open-database.ts';
import { inTransaction } from '../database/transaction.ts';
import { sameText } from '../same-text.ts';
import type { Head } from './chain.ts';
import type { Checkpoint, RowReader, SealedHead } from './read-rows.ts';

/**
 * absent: nothing was ever sealed. locked: there is a seal, and no key to check it. broken: it does not match, or it
 * is gone although there was one.
 */
export type SealState = 'absent' | 'locked' | 'valid' | 'broken';

export type SealPowers = {
  database: OpenedDatabase;
  rows: RowReader;
  sealKey?: (() => Uint8Array | undefined) | undefined;
  sealExpected?: (() => boolean) | undefined;
};

export type HeadSeal = {
  state(checkpoint: Checkpoint, sealed: SealedHead | undefined): SealState;
  /** Inside the caller's transaction, after the caller has seen the state. Without a key it does nothing. */
  write(head: Head, checkpoint: Checkpoint): void;
  /** Moves the seal up to `head`. Never over one that does not match: what was done to the log stays visible. */
  extend(head: Head): SealState;
  /** Its key was given up, so nothing can check it any more. Hands back the number of the entry that it went up to. */
  giveUp(): number | undefined;
};

/**
 * The chain alone shows that entries fit each other; anyone who can write the file can also write another chain, or cut
 * its end. For others there is a signature (signed-export.ts). The seal is an HMAC under a key derived from the vault's,
 * over the newest entry's number and link and over the checkpoint. It is at most 100 ms behind; entries past it chain
 * from it.
 *
 * Not noticed: an older copy of the whole file put back (chain and seal are both right, and old); the entries of the
 * last 100 ms cut off; a seal deleted together with a rewritten chain, unless the embedder remembers outside this
 * file that there was one (`sealExpected`); anything done by someone who has the vault's key; what was done before the
 * user gave a key up that was gone: the line of that says up to which entry it had sealed, to compare with an export.
 */
export const makeHeadSeal = ({ database, rows, sealKey, sealExpected }: SealPowers): HeadSeal => {
  const put = database.prepare('INSERT OR REPLACE INTO head (id, seq, link, seal) VALUES (1, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM head');

  const state: HeadSeal['state'] = (checkpoint, sealed) => {
    if (sealed === undefined) return sealExpected?.() === true ? 'broken' : 'absent';
    const key = sealKey?.();
    if (key === undefined) return 'locked';
    return sameText(sealOf(key, sealed, checkpoint), sealed.seal) ? 'valid' : 'broken';
  };

  const write: HeadSeal['write'] = (head, checkpoint) => {
    const key = sealKey?.();
    if (key !== undefined) put.run([head.seq, head.link, sealOf(key, head, checkpoint)]);
  };

  return Object.freeze({
    state,
    write,
    extend: (head) =>
      inTransaction(database, () => {
        const checkpoint = rows.checkpoint();
        const sealed = rows.sealedHead();
        const found = state(checkpoint, sealed);
        if (found === 'locked' || found === 'broken') return found;
        if (sealed !== undefined && sealed.seq >= head.seq) return found;
        // A missing entry is named by verify for ever; another one in its place means that the chain was rewritten.
        const there = sealed && rows.linkAt(sealed.seq);
        if (there !== undefined && there !== sealed?.link) return 'broken';
        write(head, checkpoint);
        return sealKey?.() === undefined ? 'absent' : 'valid';
      }),
    giveUp: () =>
      inTransaction(database, () => {
        const sealed = rows.sealedHead();
        remove.run([]);
        return sealed?.seq;
      }),
  });
};

/** Absent as it was before there was a tree: such a seal stays valid until the next pruning. */
const treeIn = ({ tree }: Checkpoint): readonly string[] => (tree === undefined ? [] : [tree]);

const sealOf = (key: Uint8Array, head: Head, checkpoint: Checkpoint): string =>
  createHmac('sha256', key)
    .update(
      JSON.stringify([
        'valetkey-audit-head-v1',
        [head.seq, head.link],
        [checkpoint.seq, checkpoint.link, checkpoint.at, checkpoint.removed, ...treeIn(checkpoint)],
      ]),
    )
    .digest('hex');
