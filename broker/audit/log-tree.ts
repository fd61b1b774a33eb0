import { hash } from 'node:crypto';
import { type AuditRow, exportedRow } from './chain.ts';
import { growTree, leafHash, subtreesIn, type Tree } from './merkle-tree.ts';
import type { Checkpoint } from './read-rows.ts';

/**
 * The tree over all lines that were ever written: entry n is leaf n - 1, as it is exported. Of what was pruned, the
 * hashes of whole subtrees stay in the checkpoint, so the root covers it, and an export from before still fits.
 */
export function prunedTree({ seq, link, tree }: Checkpoint): Tree {
  const hashes = (tree ?? '').split(' ').map((text) => Buffer.from(text, 'base64'));
  const fits = hashes.length === subtreesIn(seq) && hashes.every(({ length }) => length === 32);
  return fits ? { size: seq, hashes } : unknownTree(seq, link);
}

export const treeText = ({ hashes }: Tree): string => hashes.map((one) => one.toString('base64')).join(' ');

/** What the checkpoint says once these are gone. `damaged`: one of them did not fit, so none of them is provable. */
export function prunedWith(checkpoint: Checkpoint, going: readonly AuditRow[], damaged: boolean): Tree {
  const last = going.at(-1);
  if (last === undefined) return prunedTree(checkpoint);
  if (damaged) return unknownTree(last.seq, String(last.link));
  const growing = growTree(prunedTree(checkpoint));
  for (const row of going) growing.add(leafHash(exportedRow(row)));
  return growing.tree;
}

/** For lines that were pruned before the tree was kept: hashes of no line, so nothing can be proved of those. */
const unknownTree = (size: number, link: string): Tree => ({
  size,
  hashes: Array.from({ length: subtreesIn(size) }, (_, n) =>
    hash('sha256', `valetkey: pruned without a tree ${size} ${link} ${n}`, 'buffer'),
  ),
});
