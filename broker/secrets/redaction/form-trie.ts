/**
 * All forms in one Aho-Corasick automaton (Aho and Corasick 1975): after any byte, the node is the longest
 * suffix of what was read that begins some form. Node 0 is the root. Children hang in sibling lists, since
 * nearly every node has one child; a full table would take 80 MB for a secret of 4 KB.
 */
export type FormTrie = {
  /** Child of the root by byte, 0 if none. */
  readonly root: Int32Array;
  readonly child: Int32Array;
  readonly sibling: Int32Array;
  readonly label: Uint8Array;
  /** Longest proper suffix that begins some form. */
  readonly fail: Int32Array;
  /** Length of the longest form that ends here, 0 if none. */
  readonly longest: Int32Array;
  /** Length of the suffix that a node is: so many of the last bytes may still grow into a form. */
  readonly depth: Int32Array;
};

export function makeFormTrie(forms: readonly Uint8Array[]): FormTrie {
  const size = forms.reduce((sum, form) => sum + form.length, 1);
  const trie: FormTrie = {
    root: new Int32Array(256),
    child: new Int32Array(size),
    sibling: new Int32Array(size),
    label: new Uint8Array(size),
    fail: new Int32Array(size),
    longest: new Int32Array(size),
    depth: new Int32Array(size),
  };
  let count = 1;
  for (const form of forms) count = insert(trie, form, count);
  linkSuffixes(trie, count);
  return trie;
}

/** The node below `node` over `byte`, 0 if none. */
const below = ({ root, child, sibling, label }: FormTrie, node: number, byte: number): number => {
  if (node === 0) return root[byte] as number;
  let at = child[node] as number;
  while (at !== 0 && label[at] !== byte) at = sibling[at] as number;
  return at;
};

const insert = (trie: FormTrie, form: Uint8Array, count: number): number => {
  let node = 0;
  let next = count;
  for (const byte of form) {
    let at = below(trie, node, byte);
    if (at === 0) {
      at = next;
      next += 1;
      trie.label[at] = byte;
      trie.sibling[at] = trie.child[node] as number;
      trie.child[node] = at;
      if (node === 0) trie.root[byte] = at;
    }
    node = at;
  }
  trie.longest[node] = form.length;
  return next;
};

/** Level by level, so that every shorter suffix is finished before a longer one needs it. */
const linkSuffixes = (trie: FormTrie, count: number): void => {
  const { child, sibling, label, fail, longest, depth } = trie;
  const queue = new Int32Array(count);
  let end = 1;
  for (let begin = 0; begin < end; begin += 1) {
    const node = queue[begin] as number;
    for (let at = child[node] as number; at !== 0; at = sibling[at] as number) {
      const byte = label[at] as number;
      let suffix = node;
      let target = 0;
      while (suffix !== 0 && target === 0) {
        suffix = fail[suffix] as number;
        target = below(trie, suffix, byte);
      }
      fail[at] = target;
      depth[at] = (depth[node] as number) + 1;
      if (longest[at] === 0) longest[at] = longest[target] as number;
      queue[end] = at;
      end += 1;
    }
  }
};
