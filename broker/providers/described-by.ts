import type { LoadedExtension } from './load-extension.ts';
import type { Described } from './provider-registry.ts';

/** The services of an extension, for a broker that knows them before it runs. */
export function describedBy({ id, manifest }: LoadedExtension): Described {
  return {
    contributor: { extensionId: id, displayName: manifest.displayName ?? manifest.name },
    providers: manifest.contributes.connectionProviders,
  };
}
