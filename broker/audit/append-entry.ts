import type { AuditEvent } from '../contracts/audit.ts';
import { sqliteResultOf } from '../database/database-error.ts';
import type { OpenedDatabase } from '../database/open-database.ts';
import { type Head, lineOf, linkOf } from './chain.ts';
import type { RowReader } from './read-rows.ts';

export type EntryWriter = {
  /** One autocommit, or part of the transaction that is open. @throws whatever libsql or the contract throws */
  append(event: AuditEvent): Head;
  /** Several as one statement, all of them or none: at most `mostTogether`. @throws as `append` */
  appendAll(events: readonly AuditEvent[]): readonly Head[];
  /** What this writer wrote last; before that, what was newest when it was made. */
  readonly head: Head;
  /** After the transaction was rolled back in which later entries were written. */
  goBackTo(head: Head): void;
};

/** SQLITE_MISMATCH (https://sqlite.org/rescode.html): what the insert below answers when the number is taken. */
const taken = 20;
/** A writer that loses this often has another trouble than a busy neighbour. */
const mostAttempts = 1_000;

/** SQLite takes 32,766 parameters; beyond this many rows nothing is gained. */
export const mostTogether = 64;

/**
 * Appends to the chain. The link of the newest entry is kept in memory, and the insert itself makes sure that the
 * file has nothing newer (0.2 us; as a WHERE it costs 1 us): when another process appended, nothing is inserted, the
 * newest entry is read again and the chain goes on from there, so it cannot fork. A second process may also have
 * pruned meanwhile; that is noticed in the same way, because pruning leaves at least one newer entry.
 */
export const makeEntryWriter = (powers: {
  database: OpenedDatabase;
  rows: RowReader;
  now: () => number;
}): EntryWriter => {
  const { rows, now } = powers;
  /** By the number of rows. Only the first is compared: the others follow it in the same statement. */
  const inserts = new Map<number, ReturnType<OpenedDatabase['prepare']>>();
  const insertOf = (count: number) => {
    const known = inserts.get(count);
    if (known !== undefined) return known;
    const others = Array.from(
      { length: count - 1 },
      (_, i) => `, (?${4 + 3 * i}, ?${5 + 3 * i}, ?${6 + 3 * i})`,
    );
    const insert = powers.database.prepare(
      `INSERT INTO entries VALUES (iif(?1 > (SELECT ifnull(max(seq), 0) FROM entries), ?1, 'taken'), ?2, ?3)${others.join('')}`,
    );
    inserts.set(count, insert);
    return insert;
  };
  let head = newestKnown(rows);
  /** Whether the file's newest entry is `head`: after any failure that is for the file to say. */
  let sure = true;

  const tryAppend = (events: readonly AuditEvent[]): Head[] => {
    let previous = sure ? head : newestKnown(rows);
    const heads: Head[] = [];
    const values: (number | string)[] = [];
    const at = now();
    for (const event of events) {
      const seq = previous.seq + 1;
      const line = lineOf(event, seq, at);
      previous = { seq, link: linkOf(previous.link, line) };
      heads.push(previous);
      values.push(seq, line, previous.link);
    }
    insertOf(events.length).run(values);
    return heads;
  };

  const appendAll = (events: readonly AuditEvent[]): readonly Head[] => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const heads = tryAppend(events);
        head = heads.at(-1) ?? head;
        sure = true;
        return heads;
      } catch (error) {
        sure = false;
        if (sqliteResultOf(error) !== taken || attempt === mostAttempts) throw error;
      }
    }
  };

  return Object.freeze({
    append: (event) => appendAll([event])[0] ?? head,
    appendAll,
    get head() {
      return head;
    },
    goBackTo(before) {
      head = before;
      sure = false;
    },
  } satisfies EntryWriter);
};

/**
 * When the tail was cut, numbering goes on after the sealed head: the gap stays visible instead of being filled
 * with new entries under the old numbers. The seal is not checked here, since the vault may be locked: anyone who forges
 * one makes a gap, which `verify` names.
 */
const newestKnown = (rows: RowReader): Head => {
  const known = [rows.newest(), rows.sealedHead(), rows.checkpoint()].filter((head) => head !== undefined);
  return known.reduce((newest, head) => (head.seq > newest.seq ? head : newest));
};
