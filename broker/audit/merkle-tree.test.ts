import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { siblingsOf } from './inclusion-proof.ts';
import { emptyTree, growTree, leafHash, nodeHash, rootOf, subtreesIn, type Tree } from './merkle-tree.ts';

/** Leaves and roots that implementations of RFC 6962 are tested with (transparency-dev/merkle, certificate-transparency). */
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657'].map((hex) =>
  Buffer.from(hex, 'hex').toString('latin1'),
);
const last = Buffer.from('606162636465666768696a6b6c6d6e6f', 'hex').toString('latin1');
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const treeOf = (lines: readonly string[], start: Tree = emptyTree): Tree => {
  const growing = growTree(start);
  for (const line of lines) growing.add(leafHash(line));
  return growing.tree;
};
/** The definition in RFC 6962, section 2.1, word for word. */
const byDefinition = (lines: readonly string[]): Buffer => {
  const [first] = lines;
  if (first === undefined) return rootOf(emptyTree);
  if (lines.length === 1) return leafHash(first);
  let k = 1;
  while (k * 2 < lines.length) k *= 2;
  return nodeHash(byDefinition(lines.slice(0, k)), byDefinition(lines.slice(k)));
};
const linesOf = (count: number): string[] => Array.from({ length: count }, (_, n) => `line ${n}`);

describe('the Merkle tree of the log', () => {
  it('the tree has the published roots of RFC 6962', () => {
    const all = [...leaves, last];
    expect(roots.map((_, size) => rootOf(treeOf(all.slice(0, size))).toString('hex'))).toEqual(roots);
  });

  it('a tree that is gone on with, from any size, has the root of the definition', () => {
    fc.assert(
      fc.property(fc.nat(70), fc.nat(70), (before, after) => {
        const lines = linesOf(before + after);
        const begun = treeOf(lines.slice(0, before));
        const whole = treeOf(lines.slice(before), begun);
        expect(begun.hashes).toHaveLength(subtreesIn(before));
        expect(rootOf(whole)).toEqual(byDefinition(lines));
      }),
    );
  });

  it('the siblings of an entry are the ranges of RFC 6962, and cover all other entries', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(), (size, any) => {
        const index = any % size;
        const ranges = siblingsOf(index, size);
        const lines = linesOf(size);
        const hashed = ranges.map(({ from, to }) => byDefinition(lines.slice(from, to)));
        const root = ranges.reduce(
          (hash, { from }, n) => {
            const sibling = hashed[n] ?? Buffer.alloc(0);
            return from > index ? nodeHash(hash, sibling) : nodeHash(sibling, hash);
          },
          leafHash(`line ${index}`),
        );
        expect(root).toEqual(byDefinition(lines));
        expect(ranges.reduce((sum, { from, to }) => sum + to - from, 1)).toBe(size);
      }),
    );
  });
});
