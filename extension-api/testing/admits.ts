import type { Caveats, HttpMethod } from '@valetkey/api-contracts';

/** Every level must admit a use: the handle's first one, and one for each `attenuate`. */
type Levels = readonly Caveats[];

export const admitsMethod = (levels: Levels, method: HttpMethod): boolean =>
  levels.every(({ methods }) => methods.includes(method));

export const admitsTool = (levels: Levels, tool: string): boolean =>
  levels.every(({ mcpTools }) => mcpTools.includes('*') || mcpTools.includes(tool));

export const admitsPath = (levels: Levels, path: string): boolean =>
  levels.every(({ paths }) => paths.some((pattern) => matches(pattern, path)));

/** The broker's matcher in short, without its refusal of all that an encoding may hide. */
export const matches = (pattern: string, path: string): boolean => {
  const wanted = pattern.split('/');
  const given = path.split('/');
  const open = wanted.at(-1) === '**';
  if (open) wanted.pop();
  if (open ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((segment, at) => (segment === '*' ? given[at] !== '' : segment === given[at]));
};
