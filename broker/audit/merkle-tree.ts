import { hash } from 'node:crypto';

/**
 * A Merkle tree as RFC 6962, section 2.1, has it, as far as is needed to go on with it: the hashes of the largest whole
 * subtrees, left to right. Their sizes are the powers of two in `size`, so a million entries take twenty hashes.
 */
export type Tree = { readonly size: number; readonly hashes: readonly Buffer[] };

export type GrowingTree = {
  add(leaf: Buffer): void;
  readonly tree: Tree;
};

/** Of the bytes of one exported line, without its line end. */
export function leafHash(line: string): Buffer {
  return hash('sha256', Buffer.from(`\0${line}`), 'buffer');
}

export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return hash('sha256', Buffer.concat([Buffer.of(1), left, right]), 'buffer');
}

/** Subtrees of one size become one of twice the size, as a binary number is counted up. */
export function growTree({ size, hashes }: Tree): GrowingTree {
  const growing = [...hashes];
  let leaves = size;
  const add = (leaf: Buffer): void => {
    leaves += 1;
    let right = leaf;
    for (let rest = leaves; rest % 2 === 0; rest /= 2) {
      const left = growing.pop();
      if (left === undefined) break;
      right = nodeHash(left, right);
    }
    growing.push(right);
  };
  return {
    add,
    get tree() {
      return { size: leaves, hashes: [...growing] };
    },
  };
}

export const emptyTree: Tree = Object.freeze({ size: 0, hashes: [] });

export function rootOf({ hashes }: Tree): Buffer {
  const [last, ...others] = hashes.toReversed();
  if (last === undefined) return hash('sha256', '', 'buffer');
  return others.reduce((right, left) => nodeHash(left, right), last);
}

/** How many whole subtrees `size` leaves make: the ones in the binary number. */
export function subtreesIn(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}
