import type { AuditRow } from './chain.ts';

/** Entries of a block: a page of the list looks through one in a millisecond. */
export const blockRows = 1_024;
export const blockOf = (seq: number): number => Math.floor((seq - 1) / blockRows);
export const firstOf = (block: number): number => block * blockRows + 1;
export const lastOf = (block: number): number => (block + 1) * blockRows;

/** A field that is filtered by, with its value, as it stands in canonical text and as `whereOf` looks for it. */
const word = /"(?:extension|connectionId|kind|outcome)":"(?:[^"\\]|\\.)*"/g;

export const wordsOf = ({ line }: AuditRow): readonly string[] => String(line).match(word) ?? [];

/** As SQL reads it (`atOfLine`): 0 where the entry is damaged. */
export const atOf = ({ line }: AuditRow): number => Number(/,"at":(\d+)/.exec(String(line))?.[1] ?? 0);
