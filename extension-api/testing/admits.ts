import { type Caveats, type HttpMethod, readSegment, type SegmentRefusal } from '@valetkey/api-contracts';

/** Every level must admit a use: the handle's first one, and one for each `attenuate`. */
type Levels = readonly Caveats[];

export const admitsMethod = (levels: Levels, method: HttpMethod): boolean =>
  levels.every(({ methods }) => methods.includes(method));

export const admitsTool = (levels: Levels, tool: string): boolean =>
  levels.every(({ mcpTools }) => mcpTools.includes('*') || mcpTools.includes(tool));

export const admitsPath = (levels: Levels, path: string): boolean =>
  levels.every(({ paths }) =>
    paths.some((pattern) => matches(pattern, path) && (pattern === '/**' || !isSplit(pattern, path))),
  );

/** Why a path is refused before its patterns are asked: servers do not agree how to read it. */
export const misread = (levels: Levels, path: string): SegmentRefusal | undefined => {
  if (levels.every(({ paths }) => paths.includes('/**'))) return undefined;
  for (const segment of path.replace(/\/$/, '').split('/').slice(1)) {
    const reading = readSegment(segment);
    if (reading !== 'one' && reading !== 'several') return reading;
  }
  return undefined;
};

/** Whether an encoded slash stands anywhere but below a `**`. */
const isSplit = (pattern: string, path: string): boolean => {
  const closed = pattern.endsWith('/**') ? pattern.split('/').length - 1 : undefined;
  return path
    .split('/')
    .slice(0, closed)
    .some((segment) => /%2f/i.test(segment));
};

/** The broker's matcher in short. */
export const matches = (pattern: string, path: string): boolean => {
  const wanted = pattern.split('/');
  const given = path.split('/');
  const open = wanted.at(-1) === '**';
  if (open) wanted.pop();
  if (open ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((segment, at) => (segment === '*' ? given[at] !== '' : segment === given[at]));
};
