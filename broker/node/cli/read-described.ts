import * as files from 'node:fs/promises';
import { loadExtension } from '../../providers/load-extension.ts';
import {
  type Described,
  makeProviderRegistry,
  type ProviderRegistry,
} from '../../providers/provider-registry.ts';
import { CommandError } from './command-powers.ts';
import { printable } from './printable.ts';

/** The services that extensions describe, each in its package.json. Throws CommandError with what is wrong in one. */
export const readDescribed = (folders: readonly string[]): Promise<Described[]> =>
  Promise.all(
    folders.map(async (folder) => {
      const loading = await loadExtension(folder, files);
      if (!loading.ok)
        throw new CommandError(
          loading.problems
            .map(({ at, sentence }) => printable(`${folder}: ${at}: ${sentence}`, 600))
            .join('\n'),
        );
      const { id, manifest } = loading.extension;
      return {
        contributor: { extensionId: id, displayName: manifest.displayName ?? manifest.name },
        providers: manifest.contributes.connectionProviders,
      };
    }),
  );

/** What a broker in a folder would know, without one: nothing is opened or made. */
export const readRegistry = async (folders: readonly string[] = []): Promise<ProviderRegistry> =>
  makeProviderRegistry({ described: await readDescribed(folders) });
