import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExtensionId } from '@valetkey/api-contracts';
import { makeFolder } from '../database/make-folder.ts';
import type { ExtensionFile } from '../providers/load-extension.ts';

/**
 * The folder of installed extensions: one folder each, named by its id. A new version replaces the old one by two renames.
 * `.aside` holds what is between two places: a version that is being written or replaced, or one that was removed and can
 * still be brought back.
 */
const aside = '.aside';
const replaced = /^replaced-(.+)$/;

export const placeOf = (home: string, id: ExtensionId): string => join(home, id);

/** At start: puts back what a crash left between two renames, and deletes what nobody can bring back any more. */
export async function tidyHome(home: string): Promise<void> {
  makeFolder(join(home, aside));
  for (const name of await readdir(join(home, aside))) {
    const [, id] = replaced.exec(name) ?? [];
    const place = id === undefined ? undefined : join(home, id);
    if (place !== undefined && !(await isThere(place))) await rename(join(home, aside, name), place);
    else await rm(join(home, aside, name), { recursive: true, force: true });
  }
}

/** Written whole beside its place first. These files are all that an extension is made of (load-extension.ts). */
export async function putInHome(
  home: string,
  id: ExtensionId,
  files: readonly ExtensionFile[],
  makeId: () => string,
): Promise<void> {
  const made = join(home, aside, `made-${makeId()}`);
  for (const { path, bytes } of files) {
    await mkdir(dirname(join(made, path)), { recursive: true, mode: 0o700 });
    await writeFile(join(made, path), bytes, { flag: 'wx', mode: 0o600, flush: true });
  }
  const old = join(home, aside, `replaced-${id}`);
  // Where nothing is in its place, what was moved aside is the last version that there is.
  const replaces = await isThere(placeOf(home, id));
  if (replaces) {
    await rm(old, { recursive: true, force: true });
    await rename(placeOf(home, id), old);
  }
  await rename(made, placeOf(home, id)).catch(async (error: unknown) => {
    if (replaces) await rename(old, placeOf(home, id));
    throw error;
  });
  await rm(old, { recursive: true, force: true });
}

/** Puts it back, or deletes it for good. */
export type TakenOut = { putBack(): Promise<void>; forget(): Promise<void> };

/** Takes it out of its place, and returns how to put it back and how to delete it for good. */
export async function takeOutOfHome(home: string, id: ExtensionId, makeId: () => string): Promise<TakenOut> {
  const removed = join(home, aside, `removed-${makeId()}`);
  await rename(placeOf(home, id), removed);
  return {
    putBack: () => rename(removed, placeOf(home, id)),
    forget: () => rm(removed, { recursive: true, force: true }),
  };
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
