import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Caveats, type HttpMethod, type Limits, mcpRequestMethods } from '@valetkey/api-contracts';
import type { Replayed } from '../contracts/settings-review.ts';
import { admitsMethod, levelsOf } from '../grants/caveats.ts';
import { caveatAgainst } from '../mcp/to-server.ts';
import { asksBefore, asksBeforeSome } from '../use/asks-before.ts';
import { decideTarget, type FetchPlace } from '../use/decide-target.ts';
import type { SentRequest, UsesInLog } from './uses-in-log.ts';

/** What was allowed, and what the person has taken from it. */
export type Given = { readonly caveats: Caveats; readonly limits?: Limits | undefined };

/** A page and a terminal show the first ones; the rest is counted. */
const mostListed = 100;

/** Some 3 ms of work: an extension decides how many different requests there are. */
const sliceUses = 500;

/** Which of these uses would pass, and which would ask first, by the same functions that decide about a use. */
export async function replay(
  uses: readonly UsesInLog[],
  { caveats, limits }: Given,
  connection: FetchPlace,
): Promise<Replayed> {
  const found = await refusedOf(uses, { caveats, limits }, connection);
  const stopped = new Set(found.map(({ one }) => one));
  const refused = listed(
    found.map(({ one: { count }, request, caveat }) => ({ ...asShown(request), caveat, count })),
  );
  const asking: UsesInLog[] = [];
  for (const [n, one] of uses.entries()) {
    if (n % sliceUses === sliceUses - 1) await setImmediate();
    if (!stopped.has(one) && asksFirst(limits, one)) asking.push(one);
  }
  const asks = listed(asking.map(({ steps, count }) => ({ ...asShown(steps[0] ?? {}), count })));
  const total = sum(uses);
  return {
    uses: total,
    pass: total - sum(found.map(({ one }) => one)),
    refused: refused.first,
    more: refused.more,
    asks: asks.first,
    moreAsks: asks.more,
  };
}

/** Of a use that passes, the first request alone can ask: a redirect to what asks is not followed. */
const asksFirst = (limits: Limits | undefined, { steps: [first = {}] }: UsesInLog): boolean =>
  isRequest(first) && asksBefore(limits, first.method, first.path ?? '/');

const isRequest = (sent: SentRequest): sent is SentRequest & { readonly method: HttpMethod } =>
  sent.method !== undefined && sent.method !== 'MCP';

const listed = <T extends Replayed['asks'][number]>(
  rows: readonly T[],
): { readonly first: T[]; readonly more: number } => {
  const sorted = rows.toSorted(
    (a, b) => b.count - a.count || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
  );
  return { first: sorted.slice(0, mostListed), more: sum(sorted.slice(mostListed)) };
};

/** Those that would be refused, each with the first request that is. Others get their turn in between. */
export async function refusedOf(
  uses: readonly UsesInLog[],
  { caveats, limits }: Given,
  connection: FetchPlace,
) {
  const levels = levelsOf(caveats, limits);
  const refused: { one: UsesInLog; request: SentRequest; caveat: UseCaveat }[] = [];
  for (const [n, one] of uses.entries()) {
    if (n % sliceUses === sliceUses - 1) await setImmediate();
    for (const [step, request] of one.steps.entries()) {
      const before = one.steps[step - 1];
      const caveat =
        caveatAgainstRequest(levels, request, connection) ??
        (before !== undefined && asksAfter(before, request, limits) ? 'asks' : undefined);
      if (caveat === undefined) continue;
      refused.push({ one, request, caveat });
      break;
    }
  }
  return refused;
}

/** Whether it is a redirect that asks, and not the request before, which its credential sent once more. */
const asksAfter = (before: SentRequest, request: SentRequest, limits: Limits | undefined): boolean =>
  isRequest(request) && asksBeforeSome(limits, request.method) && !isDeepStrictEqual(before, request);

type UseCaveat = Replayed['refused'][number]['caveat'];

export function caveatAgainstRequest(
  levels: readonly Caveats[],
  { method, origin, path = '/' }: SentRequest,
  connection: FetchPlace,
): UseCaveat | undefined {
  if (method === undefined) return undefined;
  if (method === 'MCP') return caveatAgainstCall(levels, path);
  if (!admitsMethod(levels, method)) return 'methods';
  const asked = { method, target: `${origin ?? ''}${path}` };
  const decided = decideTarget(levels, connection, asked, noSignIn);
  return decided.ok || decided.why === 'foreign-origin' ? undefined : 'paths';
}

/** No limit opens or closes where tokens come from. */
const noSignIn = { signInEndpoints: () => [] };

/**
 * As to-server.ts calls it: the method, then what it acts on. Answers and notifications go with a request that passed;
 * a session opens as a ping passes.
 */
const caveatAgainstCall = (levels: readonly Caveats[], subject: string): 'mcpTools' | undefined => {
  const [, method, name] = /^(\S+)(?: (.*?))??(?: \(continued\))?$/s.exec(subject) ?? [];
  const asked = method === 'initialize' ? 'ping' : method;
  const known = mcpRequestMethods.find((one) => one === asked);
  if (known === undefined) return undefined;
  return caveatAgainst(levels, known, { name }) === undefined ? undefined : 'mcpTools';
};

const asShown = ({ method = 'GET', path = '/' }: SentRequest) => ({ method, path });
const sum = (counted: readonly { readonly count: number }[]): number =>
  counted.reduce((total, { count }) => total + count, 0);
