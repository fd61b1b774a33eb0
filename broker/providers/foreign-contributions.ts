import type { Json } from '@valetkey/api-contracts';
import { isObject } from '../json/is-object.ts';

/** What stands in `contributes` for the application that hosts the extension: by the names that it gave, untouched. */
export type ForeignContributions = Readonly<Record<string, Json>>;

const own: readonly string[] = ['connectionProviders', 'connectionRequests'];

/** Throws where the application names one of ours. */
export function refuseOwnPoints(names: readonly string[]): void {
  const taken = names.find((name) => own.includes(name));
  if (taken !== undefined)
    throw new Error(`contributions: \`${taken}\` is read by Valetkey itself; leave it out.`);
}

/**
 * Takes the contribution points of others out of a manifest, so that what is left is checked strictly: a name that
 * nobody gave is a mistake of its author.
 */
export function setForeignAside(
  root: unknown,
  names: readonly string[],
): { readonly root: unknown; readonly foreign: ForeignContributions } {
  if (!isObject(root) || !isObject(root['contributes'])) return { root, foreign: {} };
  const entries = Object.entries(root['contributes']);
  const isForeign = ([name]: [string, unknown]): boolean => names.includes(name);
  return {
    root: { ...root, contributes: Object.fromEntries(entries.filter((entry) => !isForeign(entry))) },
    foreign: Object.fromEntries(entries.filter(isForeign)) as ForeignContributions,
  };
}
