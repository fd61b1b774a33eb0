import { setImmediate } from 'node:timers/promises';
import type { GrantId } from '@valetkey/api-contracts';
import type { AuditRow } from '../audit/chain.ts';
import { type AuditEntry, auditEvent } from '../contracts/audit.ts';
import { parseJson } from '../json/parse-json.ts';

/** One request that was sent: `method` is `MCP` where `path` is an MCP method and what it acts on. */
export type SentRequest = Pick<AuditEntry, 'method' | 'origin' | 'path'>;

/** Uses that took the same way: the request, then the redirects that were followed. */
export type UsesInLog = { readonly steps: readonly SentRequest[]; readonly count: number };

/**
 * Reads a line by its text, because there are many (2 us each; the contract's schema takes 25). Fields stand in the
 * order of the contract, and inside a string their quotes would be escaped.
 */
const lineOf = (id: GrantId): RegExp =>
  new RegExp(
    String.raw`^\{"kind":"use\.(intended|hop)","use":"([^"\\]*)".*?"grantId":"${id}".*?` +
      String.raw`"method":"([A-Z]+)"((?:,"origin":"(?:[^"\\]|\\.)*")?(?:,"path":"(?:[^"\\]|\\.)*")?)` +
      String.raw`(,"bytesSent":)?.*,"at":(\d+)\}$`,
    's',
  );

const sentRequest = auditEvent.pick({ method: true, origin: true, path: true });

/** Some 10 ms of reading. An extension decides how many different requests there are. */
const turnRows = 500;

/**
 * What was sent under a grant since then, through all its handles. Refused uses are no part of it, nor are requests for
 * tokens: they are the broker's, and their lines count no bytes. Damaged entries are left out.
 */
export async function usesInLog(
  slices: AsyncIterable<readonly AuditRow[]>,
  { grantId, since = 0 }: { readonly grantId: GrantId; readonly since?: number | undefined },
): Promise<UsesInLog[]> {
  const line = lineOf(grantId);
  const ways = new Map<string, string>();
  // A part of a line keeps the whole line in memory: each way is kept once, and of each use a copy of its id.
  const known = new Map<string, string>();
  const once = (way: string): string => {
    const before = known.get(way);
    if (before === undefined) known.set(way, way);
    return before ?? way;
  };
  for await (const slice of slices)
    for (const [n, row] of slice.entries()) {
      if (n % turnRows === turnRows - 1) await setImmediate();
      const text = String(row.line);
      if (!text.startsWith('{"kind":"use.')) continue;
      const [, kind, found, method, place, bytes, at] = line.exec(text) ?? [];
      if (found === undefined || method === undefined || Number(at) < since) continue;
      const use = Buffer.from(found).toString();
      const request = `{"method":"${method}"${place}}`;
      const before = ways.get(use);
      if (kind === 'intended') ways.set(use, once(request));
      else if (before !== undefined && bytes !== undefined) ways.set(use, once(`${before},${request}`));
    }
  const same = new Map<string, number>();
  for (const way of ways.values()) same.set(way, (same.get(way) ?? 0) + 1);
  const all: UsesInLog[] = [];
  for (const [n, [way, count]] of [...same].entries()) {
    if (n % turnRows === turnRows - 1) await setImmediate();
    const steps = sentRequest.array().safeParse(parseJson(`[${way}]`)).data;
    if (steps !== undefined) all.push({ steps, count });
  }
  return all;
}
