import { setImmediate } from 'node:timers/promises';
import { pathPattern } from '@valetkey/api-contracts';

/** Different names at one place: a few are written out, more are ids, and become `*`. */
const mostNames = 4;
/** An extension chooses its paths: a tree of all of them could hold main for seconds. */
const manyPaths = 2_000;
const deepestOfFew = 10;
const deepestOfMany = 3;
const slicePaths = 500;
/** As many as a caveat holds. */
const mostPatterns = 64;

/** Names at one place of paths that begin alike. A path that ends with a slash has an empty last name. */
type Place = { ends: boolean; readonly below: Map<string, Place> };

/**
 * Patterns that admit each of these paths, and little else. Where a pattern can't say a path (an encoded slash, say),
 * it is everything below the last name that it can say.
 */
export async function narrowestPatterns(paths: Iterable<string>): Promise<string[]> {
  const distinct = new Set(paths);
  const deepest = distinct.size > manyPaths ? deepestOfMany : deepestOfFew;
  const root = newPlace();
  const open = new Set<string>();
  let read = 0;
  for (const path of distinct) {
    read += 1;
    if (read % slicePaths === 0) await setImmediate();
    const names = path.slice(1).split('/');
    const said = names.length <= deepest && !path.includes('*') && pathPattern.safeParse(path).success;
    if (said) put(root, names);
    else open.add(openAbove(names.slice(0, deepest + 1)));
  }
  fold(root);
  const kept = withoutCovered([...open, ...written(root, '')]);
  return (kept.length <= mostPatterns ? kept : shortened(kept)).sort();
}

const newPlace = (): Place => ({ ends: false, below: new Map() });

const put = (from: Place, [name, ...rest]: readonly string[]): void => {
  if (name === undefined) {
    from.ends = true;
    return;
  }
  const next = from.below.get(name) ?? newPlace();
  from.below.set(name, next);
  put(next, rest);
};

/** From the top: what becomes one name is judged together below. */
const fold = (place: Place): void => {
  const names = [...place.below].filter(([name]) => name !== '');
  if (names.length > mostNames) {
    const any = newPlace();
    for (const [name, one] of names) {
      merge(any, one);
      place.below.delete(name);
    }
    place.below.set('*', any);
  }
  for (const next of place.below.values()) fold(next);
};

const merge = (into: Place, from: Place): void => {
  into.ends ||= from.ends;
  for (const [name, next] of from.below) {
    const known = into.below.get(name);
    if (known === undefined) into.below.set(name, next);
    else merge(known, next);
  }
};

const written = (place: Place, before: string): string[] => [
  ...(place.ends ? [before] : []),
  ...[...place.below].flatMap(([name, next]) => written(next, `${before}/${name}`)),
];

/** `/**` below the last place that a pattern can name. */
const openAbove = (names: readonly string[]): string => {
  for (let kept = names.length - 1; kept > 0; kept -= 1) {
    const pattern = `/${names.slice(0, kept).join('/')}/**`;
    if (pathPattern.safeParse(pattern).success && !names.slice(0, kept).some((name) => name.includes('*')))
      return pattern;
  }
  return '/**';
};

/** Too many to hold: the longest ones give way to everything below the place above. */
const shortened = (patterns: readonly string[]): string[] => {
  let kept = [...patterns];
  while (kept.length > mostPatterns) {
    const depth = Math.max(...kept.map(depthOf));
    kept = [...new Set(kept.map((one) => (depthOf(one) === depth ? above(one) : one)))];
    kept = withoutCovered(kept);
  }
  return kept;
};

const depthOf = (pattern: string): number => pattern.replace(/\/\*\*$/, '').split('/').length;

const above = (pattern: string): string => {
  const names = pattern.replace(/\/\*\*$/, '').split('/');
  return `${names.slice(0, -1).join('/')}/**`;
};

const withoutCovered = (patterns: readonly string[]): string[] => {
  const open = new Set(patterns.filter((one) => one.endsWith('/**')));
  return [...new Set(patterns)].filter((one) => {
    const names = one.split('/');
    const own = open.has(one) ? 2 : 0;
    // `/a/**` admits `/a` too, and does not cover itself.
    return !names.some(
      (_, at) => at < names.length - own && open.has(`${names.slice(0, at + 1).join('/')}/**`),
    );
  });
};
