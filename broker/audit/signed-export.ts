import { ValetkeyError } from '@valetkey/api-contracts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { type AuditRow, exportedRow, misfitOf } from './chain.ts';
import { type LeafRange, siblingsOf } from './inclusion-proof.ts';
import { prunedTree } from './log-tree.ts';
import { emptyTree, growTree, leafHash, rootOf, subtreesIn, type Tree } from './merkle-tree.ts';
import type { Checkpoint, RowReader, SealedHead } from './read-rows.ts';
import { inReadTransaction } from './read-transaction.ts';
import type { HeadSeal } from './seal-head.ts';
import { checkpointText, type NoteSigner } from './signed-note.ts';

export type SignPowers = {
  readonly database: OpenedDatabase;
  readonly rows: RowReader;
  readonly seal: Pick<HeadSeal, 'state'>;
  readonly signer: NoteSigner;
};

/**
 * The whole log, oldest first, so that anyone can check it with the public key and `verify-export.py`. If something was
 * pruned, the first line is `{"checkpoint":{"seq":…,"tree":[…]}}`; the last one is `{"signed":"…"}`, a signed note over
 * the number of lines, the tree's root and the number of pruned lines. Every line must fit the chain and the seal, or
 * nothing is signed.
 * @throws ValetkeyError `conflict`: it does not fit, or was pruned meanwhile; what was yielded by then is unsigned
 */
export function* exportSigned(powers: SignPowers): Generator<string, void, undefined> {
  const { checkpoint, ...start } = begin(powers);
  const pruned = prunedTree(checkpoint);
  if (pruned.size > 0) {
    const tree = pruned.hashes.map((one) => one.toString('base64'));
    yield JSON.stringify({ checkpoint: { seq: pruned.size, tree } });
  }
  const growing = growTree(pruned);
  for (const line of fittingLines(powers, checkpoint, start)) {
    growing.add(leafHash(line));
    yield line;
  }
  yield JSON.stringify({ signed: noteOn(powers.signer, growing.tree, pruned.size) });
}

/**
 * One entry, and what shows that it is in the log without showing the others: a C2SP proof (https://c2sp.org/tlog-proof)
 * with the exported line as its extra data.
 * @throws ValetkeyError `not-found`: no such entry, or pruned; `conflict` as in `exportSigned`
 */
export function proveEntry(powers: SignPowers, seq: number): string {
  const { checkpoint, ...start } = begin(powers);
  if (seq <= checkpoint.seq || seq > start.through) throw new ValetkeyError({ code: 'not-found' });
  const pruned = prunedTree(checkpoint);
  const beside = siblingsOf(seq - 1, start.through).map((range) => growingRange(range, pruned));
  const whole = growTree(pruned);
  let proved = '';
  let index = checkpoint.seq;
  for (const line of fittingLines(powers, checkpoint, start)) {
    const leaf = leafHash(line);
    whole.add(leaf);
    if (index === seq - 1) proved = line;
    else beside.find(({ range: { from, to } }) => index >= from && index < to)?.growing.add(leaf);
    index += 1;
  }
  return [
    'c2sp.org/tlog-proof@v1',
    `extra ${Buffer.from(proved).toString('base64')}`,
    `index ${seq - 1}`,
    ...beside.map(({ growing }) => rootOf(growing.tree).toString('base64')),
    '',
    noteOn(powers.signer, whole.tree, pruned.size),
  ].join('\n');
}

type Start = {
  readonly checkpoint: Checkpoint;
  readonly sealed: SealedHead;
  /** The newest entry then. */
  readonly through: number;
};

const begin = ({ database, rows, seal }: SignPowers): Start =>
  inReadTransaction(database, () => {
    const [checkpoint, sealed, newest] = [rows.checkpoint(), rows.sealedHead(), rows.newest()];
    // Without a seal nobody vouches for what stands there, and a signature would.
    if (sealed === undefined || newest === undefined || seal.state(checkpoint, sealed) !== 'valid')
      throw new ValetkeyError({ code: 'conflict' });
    return { checkpoint, sealed, through: newest.seq };
  });

const sliceRows = 500;

function* fittingLines(
  { rows }: SignPowers,
  checkpoint: Checkpoint,
  { sealed, through }: Omit<Start, 'checkpoint'>,
): Generator<string, void, undefined> {
  let { seq, link } = checkpoint;
  while (seq < through) {
    const slice = rows.after(seq, through, sliceRows);
    if (slice.length === 0) throw new ValetkeyError({ code: 'conflict' });
    for (const row of slice) {
      if (!follows({ seq, link }, row, sealed)) throw new ValetkeyError({ code: 'conflict' });
      yield exportedRow(row);
      seq = row.seq;
      link = String(row.link);
    }
  }
  if (seq < sealed.seq) throw new ValetkeyError({ code: 'conflict' });
}

const follows = (before: { seq: number; link: string }, row: AuditRow, sealed: SealedHead): boolean =>
  row.seq === before.seq + 1 &&
  misfitOf(before.link, row) === undefined &&
  (row.seq !== sealed.seq || row.link === sealed.link);

/** What was pruned of a range is whole subtrees at the end of the kept hashes, since ranges begin where those do. */
const growingRange = (range: LeafRange, pruned: Tree) => {
  const gone = Math.max(0, Math.min(range.to, pruned.size) - range.from);
  if (gone === 0) return { range, growing: growTree(emptyTree) };
  // A range that is pruned whole is one subtree, with others behind it.
  const behind = subtreesIn(pruned.size) - subtreesIn(Math.max(0, pruned.size - range.to));
  const hashes = pruned.hashes.slice(behind - subtreesIn(gone), behind);
  return { range, growing: growTree({ size: gone, hashes }) };
};

const noteOn = (signer: NoteSigner, tree: Tree, removed: number): string =>
  signer.sign(checkpointText(signer.name, tree.size, rootOf(tree), removed));
