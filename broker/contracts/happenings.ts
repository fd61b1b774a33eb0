import type { AuditEntry } from './audit.ts';

/** One row of the log as people read it: a use or a question from beginning to end, or a single entry. */
export type Happening = {
  readonly key: string;
  /** The newest entry of it, with what only its first one says. */
  readonly entry: AuditEntry;
  /** All of its entries that are loaded, newest first. */
  readonly entries: readonly AuditEntry[];
  /** It has begun and ended; else it is under way, or its first entry is not loaded. */
  readonly whole: boolean;
};

/** Which entries begin what, and what ends it. What ties them together is the use or the prompt that they name. */
const begins = {
  'use.intended': 'use.finished',
  'use.hop': 'use.finished',
  'consent.asked': 'consent.answered',
  'change.asked': 'change.answered',
} as const;
const endOf = (kind: AuditEntry['kind']): string =>
  kind in begins ? begins[kind as keyof typeof begins] : kind;
const ends: ReadonlySet<string> = new Set(Object.values(begins));

const tieOf = ({ kind, use, prompt }: AuditEntry): string | undefined => {
  const end = endOf(kind);
  if (!ends.has(end)) return undefined;
  const tie = end === 'use.finished' ? use : prompt;
  return tie === undefined ? undefined : `${end} ${tie}`;
};

/** Newest first, as the log is listed: a use stands where its newest entry does. */
export function happeningsIn(entries: readonly AuditEntry[]): readonly Happening[] {
  const found: { key: string; entries: AuditEntry[] }[] = [];
  const byTie = new Map<string, AuditEntry[]>();
  for (const entry of entries) {
    const tie = tieOf(entry);
    const known = tie === undefined ? undefined : byTie.get(tie);
    if (known !== undefined) {
      known.push(entry);
      continue;
    }
    const own = [entry];
    if (tie !== undefined) byTie.set(tie, own);
    found.push({ key: tie ?? String(entry.seq), entries: own });
  }
  return found.map(({ key, entries: all }) => {
    const [newest, ...older] = all as [AuditEntry, ...AuditEntry[]];
    const begin = older.findLast(({ kind }) => kind !== 'use.hop');
    const entry = begin === undefined ? newest : { ...begin, ...newest };
    const whole = begin !== undefined && ends.has(newest.kind);
    return { key, entry, entries: all, whole };
  });
}
