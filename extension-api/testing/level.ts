import {
  type Attenuation,
  type CapabilityDescription,
  type Caveats,
  ValetkeyError,
} from '@valetkey/api-contracts';

/** Caveats and what is left of their uses; a child counts on its parents' levels too. */
export type Level = { readonly caveats: Caveats; left: number };

export const levelOf = (caveats: Caveats): Level => ({
  caveats,
  left: caveats.maxUses ?? Number.POSITIVE_INFINITY,
});

export const attenuated = (levels: readonly Level[], wanted: Attenuation): readonly Level[] => {
  const parent = levels.at(-1)?.caveats ?? { methods: [], paths: [], mcpTools: [] };
  const { methods = parent.methods, paths = parent.paths, mcpTools = parent.mcpTools, ...limits } = wanted;
  const callbacks = parent.mcpCallbacks === undefined ? {} : { mcpCallbacks: parent.mcpCallbacks };
  return [...levels, levelOf({ methods, paths, mcpTools, ...callbacks, ...limits })];
};

export const takeUse = (levels: readonly Level[]): void => {
  if (levels.some(({ caveats: { expiresAt } }) => expiresAt !== undefined && Date.now() >= expiresAt)) {
    throw new ValetkeyError({ code: 'caveat-refused', caveat: 'expiresAt' });
  }
  if (levels.some(({ left }) => left === 0)) {
    throw new ValetkeyError({ code: 'caveat-refused', caveat: 'maxUses' });
  }
  for (const level of levels) level.left -= 1;
};

export const describeLevels = (
  levels: readonly Level[],
): Pick<CapabilityDescription, 'caveats' | 'usesLeft' | 'endsAt'> => {
  const usesLeft = Math.min(...levels.map(({ left }) => left));
  const endsAt = Math.min(...levels.map(({ caveats }) => caveats.expiresAt ?? Number.POSITIVE_INFINITY));
  return {
    caveats: levels.map(({ caveats }) => caveats),
    usesLeft: Number.isFinite(usesLeft) ? usesLeft : undefined,
    endsAt: Number.isFinite(endsAt) ? endsAt : undefined,
  };
};
