import { type HttpMethod, type Limits, mcpToolName } from '@valetkey/api-contracts';
import { widens } from '../consent/limits.ts';
import type { FetchPlace } from '../use/decide-target.ts';
import { narrowestPatterns } from './narrowest-patterns.ts';
import { type Given, refusedOf } from './replay.ts';
import type { SentRequest, UsesInLog } from './uses-in-log.ts';

/**
 * The narrowest limits that let each of these uses pass which passes now, and no wider in any part than those in force.
 * Undefined where nothing passes: such a grant is to be revoked.
 */
export async function proposeLimits(
  uses: readonly UsesInLog[],
  { caveats, limits }: Given,
  connection: FetchPlace,
): Promise<Limits | undefined> {
  const refused = new Set((await refusedOf(uses, { caveats, limits }, connection)).map(({ one }) => one));
  const passing = uses.filter((one) => !refused.has(one));
  if (passing.length === 0) return undefined;
  const steps = passing.flatMap((one) => one.steps);
  const requests = steps.filter(({ method }) => method !== 'MCP');
  const wanted: Limits = {
    methods: [...new Set(requests.map(({ method }) => method as HttpMethod))].sort(),
    paths: await narrowestPatterns(requests.map(({ path = '/' }) => path)),
    mcpTools: toolsOf(steps) ?? limits?.mcpTools ?? caveats.mcpTools,
  };
  // Part by part: what would open anything, or refuse a use, stays as it is.
  let proposed: Limits = limits ?? {};
  for (const part of ['methods', 'paths', 'mcpTools'] as const) {
    const next: Limits = { ...proposed, [part]: wanted[part] };
    if (widens(limits, next)) continue;
    const refuses = await refusedOf(passing, { caveats, limits: next }, connection);
    if (refuses.length === 0) proposed = next;
  }
  return proposed;
}

/** Undefined: something needs the whole server, or a list that only a server with any tool gives. */
const toolsOf = (steps: readonly SentRequest[]): string[] | undefined => {
  const subjects = steps.flatMap(({ method, path = '' }) => (method === 'MCP' ? [path] : []));
  const called = subjects.flatMap((subject) => /^tools\/call (.*)$/s.exec(subject)?.[1] ?? []);
  const tools = [...new Set(called)].sort();
  const others = subjects.length > called.length && tools.length === 0;
  return others || tools.length > 256 || !tools.every((tool) => mcpToolName.safeParse(tool).success)
    ? undefined
    : tools;
};
