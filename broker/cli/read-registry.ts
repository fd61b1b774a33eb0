import { existsSync } from 'node:fs';
import * as files from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import type { ConnectionProvider } from '@valetkey/api-contracts';
import { makeAddedServiceStore } from '../providers/added-service-store.ts';
import { describedBy } from '../providers/described-by.ts';
import { type LoadedExtension, loadExtension } from '../providers/load-extension.ts';
import {
  type Described,
  makeProviderRegistry,
  type ProviderRegistry,
} from '../providers/provider-registry.ts';
import { stateMigrations } from '../stores/state-migrations.ts';
import { CommandError } from './command-powers.ts';
import { reading } from './open-to-read.ts';
import { printable } from './printable.ts';
import { writeLines } from './write-lines.ts';
import { writeUnreadable } from './write-unreadable.ts';

/**
 * What a broker in a folder would know, without one: nothing is opened or made. A folder that nothing was kept in yet, or
 * that only the application can read, has no services that a user added.
 */
export async function readRegistry(
  {
    extension = [],
    folder,
  }: { readonly extension?: readonly string[] | undefined; readonly folder?: string | undefined } = {},
  /** Told of what could not be read. */
  stderr?: Writable,
): Promise<ProviderRegistry> {
  return makeProviderRegistry({
    described: await describedByExtensions(extension),
    added: folder === undefined ? [] : await readAdded(folder, stderr),
  });
}

/**
 * The services that extensions describe, each in its package.json. Throws CommandError with what is wrong in one, and
 * where two folders say that they are the same extension: which of them a connection belongs to, nobody could tell.
 */
export const describedByExtensions = async (folders: readonly string[]): Promise<Described[]> => {
  const loaded = await Promise.all(folders.map(async (given) => ({ given, ...(await load(given)) })));
  loaded.forEach(({ given, id, folder }, at) => {
    const other = loaded.slice(0, at).find((one) => one.id === id && one.folder !== folder);
    if (other !== undefined)
      throw new CommandError(
        `${printable(other.given, 600)} and ${printable(given, 600)} are both the extension ${id}: give --extension only one of them.`,
      );
  });
  return loaded.map(describedBy);
};

const load = async (folder: string): Promise<LoadedExtension> => {
  const loading = await loadExtension(folder, files);
  if (loading.ok) return loading.extension;
  throw new CommandError(
    loading.problems.map(({ at, sentence }) => printable(`${folder}: ${at}: ${sentence}`, 600)).join('\n'),
  );
};

const readAdded = async (
  folder: string,
  stderr: Writable | undefined,
): Promise<readonly ConnectionProvider[]> => {
  if (!existsSync(join(folder, 'state.db'))) return [];
  return reading(folder, 'state.db', stateMigrations, async (database) => {
    const store = makeAddedServiceStore({ database });
    if (stderr !== undefined) await writeUnreadable(stderr, store.unreadable());
    return store.list();
  }).catch(async (error: unknown) => {
    if (stderr !== undefined && error instanceof Error)
      await writeLines(stderr, [printable(error.message, 600)]);
    return [];
  });
};
