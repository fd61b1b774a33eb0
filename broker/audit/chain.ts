import { hash } from 'node:crypto';
import { type AuditEntry, type AuditEvent, auditEntry, auditEvent } from '../contracts/audit.ts';
import { parseJson } from '../json/parse-json.ts';

/**
 * The chain, so that others can check an export without us.
 *
 * An entry's canonical text is its JSON without white space, fields in the order of the contract's `auditEntry`,
 * absent fields left out, `link` not in it. Its link is SHA-256, in lower-case hexadecimal, over the previous
 * entry's link (64 zeros for the first) followed directly by the canonical text in UTF-8. An exported JSONL line is
 * the canonical text with the link put in as its last field, so that no JSON has to be written again to check it:
 *
 *     let previous = '0'.repeat(64), seq = 0;
 *     for (const line of readFileSync('audit.jsonl', 'utf8').trimEnd().split('\n')) {
 *       const { checkpoint } = JSON.parse(line);
 *       if (checkpoint && seq === 0) { previous = checkpoint.link; seq = checkpoint.seq; continue; }
 *       const [, body, link] = /^(.*),"link":"([0-9a-f]{64})"\}$/s.exec(line) ?? [];
 *       const fits = createHash('sha256').update(`${previous}${body}}`).digest('hex') === link;
 *       if (!fits || JSON.parse(line).seq !== seq + 1) throw new Error(`entry ${seq + 1} does not fit`);
 *       previous = link; seq += 1;
 *     }
 *
 * It holds for whole exports: one that was filtered has gaps. That the end is all there is, only the seal can tell
 * (seal-head.ts).
 */
export const genesis = '0'.repeat(64);

/** The newest entry that something goes up to. */
export type Head = { readonly seq: number; readonly link: string };

/** As stored; nothing is believed about it. */
export type AuditRow = { readonly seq: number; readonly line: unknown; readonly link: unknown };

/**
 * Parsed, so that nothing is logged for which the contract has no field (0.6 us); the parsed object also has the
 * contract's order of fields, whatever the caller's was. @throws ZodError
 */
export const lineOf = (event: AuditEvent, seq: number, at: number): string =>
  `${JSON.stringify(auditEvent.parse(event)).slice(0, -1)},"seq":${seq},"at":${at}}`;

/** The first part always has 64 characters, so the seam is unambiguous. */
export const linkOf = (previous: string, line: string): string => hash('sha256', previous + line, 'hex');

/** Word for word also when today's contract would not take it any more: the chain goes over the text. */
export const exportedRow = ({ seq, line, link }: AuditRow): string => {
  const sound = typeof line === 'string' && isOneLineOfJson(line) && /^[0-9a-f]{64}$/.test(String(link));
  return sound ? `${line.slice(0, -1)},"link":"${link}"}` : JSON.stringify({ unreadable: String(line), seq });
};

/** Lines end as in a file: U+2028, which ends one in a script only, may stand in what an extension wrote. */
const isOneLineOfJson = (line: string): boolean =>
  /^\{[^\r\n]*\}$/.test(line) && parseJson(line) !== undefined;

/** `undefined` when the row is not an entry as the contract has it, or says that it belongs somewhere else. */
export const readAuditRow = ({ seq, line, link }: AuditRow): AuditEntry | undefined => {
  const { data } = auditEntry.safeParse({ ...(parseJson(String(line)) as object), link });
  return data?.seq === seq ? data : undefined;
};

export type Misfit = 'edited' | 'reordered' | 'unreadable';

/** How a row fails to follow `previous`; `undefined` when it fits. */
export const misfitOf = (previous: string, row: AuditRow): Misfit | undefined => {
  if (typeof row.line !== 'string' || typeof row.link !== 'string') return 'unreadable';
  const says = /,"seq":(\d+),"at":\d+\}$/.exec(row.line)?.[1];
  const placed = says === String(row.seq);
  if (placed && linkOf(previous, row.line) === row.link) return undefined;
  const elsewhere = says !== undefined && !placed;
  if (elsewhere && readAuditRow({ ...row, seq: Number(says) }) !== undefined) return 'reordered';
  return readAuditRow(row) === undefined ? 'unreadable' : 'edited';
};
