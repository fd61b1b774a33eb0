/** Leaves from `from`, without `to`. */
export type LeafRange = { readonly from: number; readonly to: number };

/**
 * The subtrees beside the way from a leaf to the root, the leaf's own sibling first (RFC 6962, section 2.1.1). Together
 * with the leaf they are the whole tree. A range that ends before the leaf is the left one of its pair.
 */
export function siblingsOf(index: number, size: number): LeafRange[] {
  const ranges: LeafRange[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + largestPowerBelow(to - from);
    if (index < middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
    }
  }
  return ranges.reverse();
}

const largestPowerBelow = (size: number): number => {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
};
