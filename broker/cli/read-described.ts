import * as files from 'node:fs/promises';
import { type LoadedExtension, loadExtension } from '../providers/load-extension.ts';
import {
  type Described,
  makeProviderRegistry,
  type ProviderRegistry,
} from '../providers/provider-registry.ts';
import { CommandError } from './command-powers.ts';
import { printable } from './printable.ts';

/**
 * The services that extensions describe, each in its package.json. Throws CommandError with what is wrong in one, and
 * where two folders say that they are the same extension: which of them a connection belongs to, nobody could tell.
 */
export async function readDescribed(folders: readonly string[]): Promise<Described[]> {
  const loaded = await Promise.all(folders.map(async (given) => ({ given, ...(await load(given)) })));
  loaded.forEach(({ given, id, folder }, at) => {
    const other = loaded.slice(0, at).find((one) => one.id === id && one.folder !== folder);
    if (other !== undefined)
      throw new CommandError(
        `${printable(other.given, 600)} and ${printable(given, 600)} are both the extension ${id}: give --extension only one of them.`,
      );
  });
  return loaded.map(({ id, manifest }) => ({
    contributor: { extensionId: id, displayName: manifest.displayName ?? manifest.name },
    providers: manifest.contributes.connectionProviders,
  }));
}

const load = async (folder: string): Promise<LoadedExtension> => {
  const loading = await loadExtension(folder, files);
  if (loading.ok) return loading.extension;
  throw new CommandError(
    loading.problems.map(({ at, sentence }) => printable(`${folder}: ${at}: ${sentence}`, 600)).join('\n'),
  );
};

/** What a broker in a folder would know, without one: nothing is opened or made. */
export const readRegistry = async (folders: readonly string[] = []): Promise<ProviderRegistry> =>
  makeProviderRegistry({ described: await readDescribed(folders) });
