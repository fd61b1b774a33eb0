import { caveats } from '@valetkey/api-contracts';
import { type AuditFilter, type AuditWord, auditEntry } from '../contracts/audit.ts';

/** What export and list have in common; pages are the list's own. */
export type RowFilter = Partial<Omit<AuditFilter, 'limit'>>;

/** In canonical text `,"at":` stands once: inside a string its quotes would be escaped. 0 where it is damaged. */
export const atOfLine = `CAST(substr(line, instr(line, ',"at":') + 6) AS INTEGER)`;

/** From `"path":"` up to the next quote: JSON escapes those inside, and a backslash before one stays in. */
const pathOfLine = `CASE instr(line, '"path":"') WHEN 0 THEN '' ELSE
  substr(line, instr(line, '"path":"') + 8, instr(substr(line, instr(line, '"path":"') + 8), '"') - 1) END`;

const textFields = ['extension', 'connectionId', 'kind', 'outcome'] as const;

/** What stands in each entry that the filter looks for. */
export const wordsOfFilter = (filter: RowFilter): string[] =>
  textFields.flatMap((field) => {
    const value = filter[field];
    return value === undefined ? [] : [`"${field}":${JSON.stringify(value)}`];
  });

/**
 * The filter as SQL over the canonical text: a field with its value stands in it exactly as JSON.stringify writes it,
 * and nowhere else, because inside a string the quotes would be escaped. No JSON functions: one damaged entry would
 * fail the whole query.
 */
export const whereOf = (filter: RowFilter): { sql: string; values: unknown[] } => {
  const parts: string[] = ['TRUE'];
  const values: unknown[] = [];
  const add = (sql: string, value: unknown): void => {
    parts.push(sql);
    values.push(value);
  };
  if (filter.before !== undefined) add('seq < ?', filter.before);
  if (filter.since !== undefined) add(`${atOfLine} >= ?`, filter.since);
  if (filter.until !== undefined) add(`${atOfLine} <= ?`, filter.until);
  if (filter.path !== undefined) {
    // As it is written inside the quotes of the line; found anywhere in the path's own text, which has no quote.
    const within = JSON.stringify(filter.path).slice(1, -1);
    add(`instr(${pathOfLine}, ?) > 0`, within);
  }
  for (const word of filter.words ?? []) {
    const { sql, found } = saying(word);
    parts.push(sql);
    values.push(...found);
  }
  for (const word of wordsOfFilter(filter)) add('instr(line, ?) > 0', word);
  return { sql: parts.join(' AND '), values };
};

/** Every name that stands before a value in a line: of the entry, and of what is nested in it. */
const names = [...Object.keys(auditEntry.shape), ...Object.keys(caveats.shape)];

/**
 * Somewhere in the values of a line, whatever the case of ASCII letters; or one of the values that the word means. A
 * name that holds the word is taken out first: `path` stands in nearly every line. A quote inside a value is escaped,
 * so nothing that somebody wrote looks like a name.
 */
const saying = ({ text, means = [] }: Omit<AuditWord, 'means'> & Partial<AuditWord>) => {
  const word = JSON.stringify(text)
    .slice(1, -1)
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const inTheWay = names.filter((name) => `"${name.toLowerCase()}":`.includes(word));
  const line = inTheWay.reduce((sql) => `replace(${sql}, ?, '')`, 'line');
  const alternatives = means.map(([field, value]) => `"${field}":${JSON.stringify(value)}`);
  return {
    sql: `(instr(lower(${line}), ?) > 0${' OR instr(line, ?) > 0'.repeat(alternatives.length)})`,
    found: [...inTheWay.map((name) => `"${name}":`), word, ...alternatives],
  };
};
