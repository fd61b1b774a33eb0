import type { Access, HttpMethod, McpCallback } from '@valetkey/api-contracts';

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

/**
 * What `wanted` admits and `given` does not, in up to three parts: new methods, new paths, the rest. A path that `given`
 * holds in part is in it whole.
 */
export const beyond = (given: Access, wanted: Access): Access[] => {
  const none: Access = { methods: [], paths: [], mcpTools: [] };
  const methods = wanted.methods.filter((method) => !given.methods.includes(method));
  const kept = wanted.methods.filter((method) => given.methods.includes(method));
  const paths = wanted.paths.filter((path) => !allCovered(given.paths, [path]));
  const mcpTools = wanted.mcpTools.filter(
    (tool) => !given.mcpTools.includes('*') && !given.mcpTools.includes(tool),
  );
  const mcpCallbacks = (wanted.mcpCallbacks ?? []).filter((one) => !given.mcpCallbacks?.includes(one));
  return [
    ...(methods.length > 0 && wanted.paths.length > 0 ? [{ ...none, methods, paths: wanted.paths }] : []),
    ...(kept.length > 0 && paths.length > 0 ? [{ ...none, methods: kept, paths }] : []),
    ...(mcpTools.length > 0 || mcpCallbacks.length > 0 ? [{ ...none, mcpTools, mcpCallbacks }] : []),
  ];
};

/** Whether anything is admitted by both. What has nothing meets what it is covered by. */
export const meets = (one: Access, other: Access): boolean =>
  uncovered(one, other) === undefined ||
  uncovered(other, one) === undefined ||
  (one.methods.some((method) => other.methods.includes(method)) && pathsMeet(one.paths, other.paths)) ||
  toolsMeet(one.mcpTools, other.mcpTools);

const toolsMeet = (these: readonly string[], those: readonly string[]): boolean =>
  (these.includes('*') && those.length > 0) ||
  these.some((tool) => those.includes('*') || those.includes(tool));

/** What is left of an access without the callbacks that the user refuses. */
export const withoutCallbacks = (asked: Access, withheld: readonly McpCallback[] = []): Access => {
  if (withheld.length === 0 || asked.mcpCallbacks === undefined) return asked;
  return { ...asked, mcpCallbacks: asked.mcpCallbacks.filter((callback) => !withheld.includes(callback)) };
};

/** What is left of an access where its provider admits these methods alone. */
export const withinMethods = (asked: Access, admitted: readonly HttpMethod[] | undefined): Access => {
  if (admitted === undefined) return asked;
  const methods = asked.methods.filter((method) => admitted.includes(method));
  return { ...asked, methods, paths: methods.length === 0 ? [] : asked.paths };
};

/** Each pattern is taken apart once: with 64 on both sides that would be done 8,192 times. */
const allCovered = (given: readonly string[], wanted: readonly string[]): boolean => {
  const outer = given.map(segmentsOf);
  return wanted.every((path) => {
    const inner = segmentsOf(path);
    return outer.some((segments) => segmentsCover(segments, inner));
  });
};

const pathsMeet = (these: readonly string[], those: readonly string[]): boolean => {
  const others = those.map(segmentsOf);
  return these.map(segmentsOf).some((one) => others.some((other) => segmentsMeet(one, other)));
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

/** Whether some path is admitted by both. */
const segmentsMeet = (these: readonly string[], those: readonly string[]): boolean => {
  for (let i = 0; ; i += 1) {
    const one = these[i];
    const other = those[i];
    if (one === '**' || other === '**') return true;
    if (one === undefined || other === undefined) return one === other;
    if (one !== other && (one !== '*' || other === '') && (other !== '*' || one === '')) return false;
  }
};
