import type { Access, McpCallback } from '@valetkey/api-contracts';

export type UncoveredPart = 'methods' | 'paths' | 'mcpTools' | 'mcpCallbacks';

/** The first part of `wanted` that `given` does not hold, or undefined when all of it is held. */
export const uncovered = (given: Access, wanted: Access): UncoveredPart | undefined => {
  if (!wanted.methods.every((method) => given.methods.includes(method))) return 'methods';
  if (!wanted.paths.every((path) => given.paths.some((pattern) => patternCovers(pattern, path))))
    return 'paths';
  const allTools = given.mcpTools.includes('*');
  if (!wanted.mcpTools.every((tool) => allTools || given.mcpTools.includes(tool))) return 'mcpTools';
  if ((wanted.mcpCallbacks ?? []).some((callback) => !given.mcpCallbacks?.includes(callback)))
    return 'mcpCallbacks';
  return undefined;
};

/** What is left of an access without the callbacks that the user refuses. */
export const withoutCallbacks = (asked: Access, withheld: readonly McpCallback[] = []): Access => {
  if (withheld.length === 0 || asked.mcpCallbacks === undefined) return asked;
  return { ...asked, mcpCallbacks: asked.mcpCallbacks.filter((callback) => !withheld.includes(callback)) };
};

/** Whether every path that `inner` admits is admitted by `outer` too. Grammar: contracts/access.ts. */
export const patternCovers = (outer: string, inner: string): boolean => {
  const outerSegments = outer.split('/');
  const innerSegments = inner.split('/');
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
