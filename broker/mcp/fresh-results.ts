import type { JsonObject } from '@valetkey/api-contracts';
import { canonicalJson } from '../json/canonical-json.ts';
import { measureValue } from '../port/measure-value.ts';

/**
 * Lists that a server of 2026-07-28 lets its client keep for a while (`ttlMs`), of one link and the credential that they
 * were answered to: so each is private, whatever its `cacheScope`. What a server says changed is dropped at once.
 */
export type FreshResults = {
  get(method: string, params: JsonObject): JsonObject | undefined;
  keep(method: string, params: JsonObject, result: JsonObject): void;
  /** `tools`, `prompts` or `resources`. */
  drop(kind: string): void;
  clear(): void;
};

/** Lists whose change a server can tell of. Resources themselves are read each time. */
export const listMethods: readonly string[] = [
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
];

/** No server decides for longer, and none fills main's memory. */
const longestMs = 60 * 60_000;
const most = 64;
/** What an extension asks with, which no client needs much of for a list. */
const longestKey = 4_096;
const limits = { maxBytes: 256 * 1024, maxNodes: 50_000, maxDepth: 64 };

export function makeFreshResults(
  /** Who is signed in: another secret is another caller. */
  credential: () => string,
  now: () => number = () => performance.now(),
): FreshResults {
  const kept = new Map<string, { readonly result: JsonObject; readonly until: number }>();
  const keyOf = (method: string, { _meta: _, ...params }: JsonObject): string =>
    `${method} ${canonicalJson([credential(), params])}`;
  return Object.freeze<FreshResults>({
    get: (method, params) => {
      if (kept.size === 0) return undefined;
      const key = keyOf(method, params);
      const found = kept.get(key);
      if (found === undefined || found.until > now()) return found?.result;
      kept.delete(key);
      return undefined;
    },
    keep: (method, params, result) => {
      const { ttlMs } = result;
      if (typeof ttlMs !== 'number' || !(ttlMs > 0) || !listMethods.includes(method)) return;
      if (typeof measureValue(result, limits) !== 'number') return;
      const key = keyOf(method, params);
      if (key.length > longestKey) return;
      kept.delete(key);
      for (const oldest of kept.size >= most ? [...kept.keys()].slice(0, 1) : []) kept.delete(oldest);
      kept.set(key, { result, until: now() + Math.min(ttlMs, longestMs) });
    },
    drop: (kind) => {
      for (const key of [...kept.keys()]) if (key.startsWith(`${kind}/`)) kept.delete(key);
    },
    clear: () => kept.clear(),
  });
}
