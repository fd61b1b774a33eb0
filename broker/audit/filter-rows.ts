import type { AuditFilter } from '@valetkey/api-contracts';

/** What export and list have in common; pages are the list's own. */
export type RowFilter = Partial<Omit<AuditFilter, 'limit'>>;

/** In canonical text `,"at":` stands once: inside a string its quotes would be escaped. 0 where it is damaged. */
export const atOfLine = `CAST(substr(line, instr(line, ',"at":') + 6) AS INTEGER)`;

/** From `"path":"` up to the next quote: JSON escapes those inside, and a backslash before one stays in. */
const pathOfLine = `CASE instr(line, '"path":"') WHEN 0 THEN '' ELSE
  substr(line, instr(line, '"path":"') + 8, instr(substr(line, instr(line, '"path":"') + 8), '"') - 1) END`;

const textFields = ['extension', 'connectionId', 'kind', 'outcome'] as const;

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
  for (const field of textFields) {
    const value = filter[field];
    if (value !== undefined) add('instr(line, ?) > 0', `"${field}":${JSON.stringify(value)}`);
  }
  return { sql: parts.join(' AND '), values };
};
