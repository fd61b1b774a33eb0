import type { Attenuation, Caveats, HttpMethod, McpCallback } from '@valetkey/api-contracts';

/**
 * A capability carries one level of caveats for each step by which it was made: the grant's own, then one for every
 * `attenuate`. A use must pass all of them, so no step can widen what an earlier one closed.
 */
export type CaveatName = 'methods' | 'paths' | 'mcpTools' | 'mcpCallbacks' | 'expiresAt' | 'maxUses';

/** A level that `attenuate` adds: a caveat that is not named leaves what is in force. */
export const levelFrom = (parent: Caveats, wanted: Attenuation): Caveats => ({
  methods: wanted.methods ?? parent.methods,
  paths: wanted.paths ?? parent.paths,
  mcpTools: wanted.mcpTools ?? parent.mcpTools,
  ...callbacksFrom(wanted.mcpCallbacks ?? parent.mcpCallbacks),
  ...(wanted.expiresAt === undefined ? {} : { expiresAt: wanted.expiresAt }),
  ...(wanted.maxUses === undefined ? {} : { maxUses: wanted.maxUses }),
});

const callbacksFrom = (mcpCallbacks: McpCallback[] | undefined) =>
  mcpCallbacks === undefined ? {} : { mcpCallbacks };

export const admitsMethod = (levels: readonly Caveats[], method: HttpMethod): boolean =>
  levels.every((level) => level.methods.includes(method));

export const admitsTool = (levels: readonly Caveats[], tool: string): boolean =>
  levels.every((level) => level.mcpTools.includes('*') || level.mcpTools.includes(tool));

export const admitsEveryTool = (levels: readonly Caveats[]): boolean =>
  levels.every((level) => level.mcpTools.includes('*'));

export const admitsAnyTool = (levels: readonly Caveats[]): boolean =>
  levels.every((level) => level.mcpTools.length > 0);

export const admitsCallback = (levels: readonly Caveats[], callback: McpCallback): boolean =>
  levels.every((level) => level.mcpCallbacks?.includes(callback) === true);

/** The earliest end among the levels, or undefined where none has one. */
export const endOf = (levels: readonly Caveats[]): number | undefined => {
  const ends = levels.flatMap((level) => (level.expiresAt === undefined ? [] : [level.expiresAt]));
  return ends.length === 0 ? undefined : Math.min(...ends);
};
