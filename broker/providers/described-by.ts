import * as files from 'node:fs/promises';
import { type LoadedExtension, loadExtension } from './load-extension.ts';
import type { Described } from './provider-registry.ts';

/** The same of those folders that can be loaded. */
export const describedIn = async (folders: readonly string[]): Promise<readonly Described[]> => {
  const loading = await Promise.all(folders.map((folder) => loadExtension(folder, files)));
  return loading.flatMap((one) => (one.ok ? [describedBy(one.extension)] : []));
};

/** The services of an extension, for a broker that knows them before it runs. */
export function describedBy({ id, manifest }: LoadedExtension): Described {
  return {
    contributor: { extensionId: id, displayName: manifest.displayName ?? manifest.name },
    providers: manifest.contributes.connectionProviders,
  };
}
