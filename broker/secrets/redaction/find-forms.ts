import { makeFormTrie } from './form-trie.ts';
import { makeSkipTable } from './skip-table.ts';

export type FormFinder = {
  /**
   * Reads one chunk, beginning in the node where the chunk before it ended (0 for the first one), and returns
   * the node where this one ends. Reports for each place where forms end the longest of them, in order of
   * ends, as offsets into this chunk; the start is negative when the form began in an earlier chunk.
   */
  find(chunk: Uint8Array, node: number, report: (start: number, end: number) => void): number;
};

/**
 * Skips with Wu-Manber while nothing looks like a form, and walks the automaton where something does and at the
 * end of a chunk. A walk goes on until what it still has pending is at most half of what it read; then skipping
 * goes on from the pending bytes. So `k` steps of walking move the start by at least `k / 2`, and the whole
 * costs at most some four steps per byte, whatever the server sends.
 */
export const makeFormFinder = (forms: readonly Uint8Array[]): FormFinder => {
  const { root, child, sibling, label, fail, longest, depth } = makeFormTrie(forms);
  const { window, skip } = makeSkipTable(forms);

  const find: FormFinder['find'] = (chunk, nodeBefore, report) => {
    const length = chunk.length;
    const lastStart = window === 0 ? -1 : length - window;
    let at = 0;
    let node = nodeBefore;
    if (node === 0) at = nextCandidate(chunk, 0, window, skip);
    let walkedFrom = at;
    while (at < length) {
      const byte = chunk[at] as number;
      at += 1;
      for (;;) {
        if (node === 0) {
          node = root[byte] as number;
          break;
        }
        let next = child[node] as number;
        while (next !== 0 && label[next] !== byte) next = sibling[next] as number;
        if (next !== 0) {
          node = next;
          break;
        }
        node = fail[node] as number;
      }
      const found = longest[node] as number;
      if (found !== 0) report(at - found, at);
      const start = at - (depth[node] as number);
      if (start <= lastStart && (start - walkedFrom) * 2 >= at - walkedFrom) {
        at = nextCandidate(chunk, start, window, skip);
        walkedFrom = at;
        node = 0;
      }
    }
    return node;
  };

  return Object.freeze({ find });
};

/** The first offset from `start` on where a form may begin. Without a hint that is where no window fits any more. */
const nextCandidate = (chunk: Uint8Array, start: number, window: number, skip: Uint8Array): number => {
  if (window === 0) return start;
  const length = chunk.length;
  let last = start + window - 1;
  while (last < length) {
    const step = skip[((chunk[last - 1] as number) << 8) | (chunk[last] as number)] as number;
    if (step === 0) break;
    last += step;
  }
  return last - window + 1;
};
