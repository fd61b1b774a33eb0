import type { AuditFilter } from '@valetkey/api-contracts';

/** What export and list have in common; pages are the list's own. */
export type RowFilter = Partial<Omit<AuditFilter, 'limit'>>;

/** In canonical text `,"at":` stands once: inside a string its quotes would be escaped. 0 where it is damaged. */
export const atOfLine = `CAST(substr(line, instr(line, ',"at":') + 6) AS INTEGER)`;

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
  for (const field of textFields) {
    const value = filter[field];
    if (value !== undefined) add('instr(line, ?) > 0', `"${field}":${JSON.stringify(value)}`);
  }
  return { sql: parts.join(' AND '), values };
};
