import type { Writable } from 'node:stream';
import { printable } from './printable.ts';
import { writeLines } from './write-lines.ts';

/** Rows that are kept though nobody can read them: a list without them would look whole. */
export function writeUnreadable(
  stderr: Writable,
  rows: readonly { readonly id: string; readonly why: string }[],
): Promise<void> {
  return writeLines(
    stderr,
    rows.map(({ id, why }) => `${printable(id)}: ${why}`),
  );
}
