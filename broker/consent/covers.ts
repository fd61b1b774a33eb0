import type { Access, McpCallback } from '@valetkey/api-contracts';

export type UncoveredPart = 'methods' | 'paths' | 'mcpTools' | 'mcpCallbacks';

/** The first part of `wanted` that `given` does not hold, or undefined when all of it is held. */
export const uncovered = (given: Access, wanted: Access): UncoveredPart | undefined => {
  if (!wanted.methods.every((method) => given.methods.includes(method))) return 'methods';
  if (!allCovered(given.paths, wanted.paths)) return 'paths';
  const tools = new Set(given.mcpTools);
  if (!tools.has('*') && !wanted.mcpTools.every((tool) => tools.has(tool))) return 'mcpTools';
  if ((wanted.mcpCallbacks ?? []).some((callback) => !given.mcpCallbacks?.includes(callback)))
    return 'mcpCallbacks';
  return undefined;
};

/** What is left of an access without the callbacks that the user refuses. */
export const withoutCallbacks = (asked: Access, withheld: readonly McpCallback[] = []): Access => {
  if (withheld.length === 0 || asked.mcpCallbacks === undefined) return asked;
  return { ...asked, mcpCallbacks: asked.mcpCallbacks.filter((callback) => !withheld.includes(callback)) };
};

/** Each pattern is taken apart once: with 64 on both sides that would be done 8,192 times. */
const allCovered = (given: readonly string[], wanted: readonly string[]): boolean => {
  const outer = given.map(segmentsOf);
  return wanted.every((path) => {
    const inner = segmentsOf(path);
    return outer.some((segments) => segmentsCover(segments, inner));
  });
};

const segmentsOf = (pattern: string): readonly string[] => pattern.split('/');

/** Whether every path that `inner` admits is admitted by `outer` too. Grammar: contracts/access.ts. */
export const patternCovers = (outer: string, inner: string): boolean =>
  segmentsCover(segmentsOf(outer), segmentsOf(inner));

const segmentsCover = (outerSegments: readonly string[], innerSegments: readonly string[]): boolean => {
  for (let i = 0; ; i += 1) {
    const theirs = outerSegments[i];
    const ours = innerSegments[i];
    if (theirs === '**') return true; // also where `inner` has ended: `/v1/**` admits `/v1`
    if (theirs === undefined || ours === undefined) return theirs === ours;
    if (ours === '**') return false;
    if (theirs === ours) continue;
    if (theirs === '*' && ours !== '') continue;
    return false;
  }
};
