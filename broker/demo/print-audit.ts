import type { Client } from '@valetkey/api-contracts';
import type { AuditEntry } from '../contracts/audit.ts';
import type { SettingsContract } from '../contracts/settings.ts';

/** All entries, oldest first, page by page. */
export const readAudit = async (settings: Client<SettingsContract>): Promise<AuditEntry[]> => {
  const entries: AuditEntry[] = [];
  for (let before: number | undefined; ; ) {
    const page = await settings.listAudit({ limit: 500, before });
    entries.push(...page.entries);
    before = page.next;
    if (before === undefined) return entries.reverse();
  }
};

const row = (entry: AuditEntry): string => {
  const { seq, at, kind, extension = '', method = '', origin = '', path = '' } = entry;
  const { outcome = '', status, code, detail, redactions } = entry;
  const time = new Date(at).toISOString().slice(11, 23);
  const where = `${method} ${origin}${method === 'MCP' ? ' ' : ''}${path}`.trim();
  const end = [outcome, status, code, detail?.slice(0, 40)].filter(
    (part) => part !== undefined && part !== '',
  );
  const scrubbed = redactions === undefined || redactions === 0 ? '' : ` ${redactions} redacted`;
  const head = `${String(seq).padStart(4)}  ${time}  ${kind.padEnd(20)} ${extension.padEnd(22)}`;
  return `${head} ${where}${where === '' ? '' : '  '}${end.join(' ')}${scrubbed}`.trimEnd();
};

/** The first and the last, where there are many: the whole log is what `valetkey audit list` is for. */
export function printAudit(
  entries: readonly AuditEntry[],
  print: (line: string) => void,
  all: boolean,
): void {
  const shown = 24;
  if (all || entries.length <= 2 * shown) {
    for (const entry of entries) print(row(entry));
    return;
  }
  for (const entry of entries.slice(0, shown)) print(row(entry));
  print(`        … ${entries.length - 2 * shown} more (--verbose shows them) …`);
  for (const entry of entries.slice(-shown)) print(row(entry));
}
