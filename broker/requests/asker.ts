import type { ExtensionManifest, Principal } from '@valetkey/api-contracts';
import type { LoadedExtension } from '../providers/load-extension.ts';

/** Who asks: made from what was loaded, and known by the port that the request came through. */
export type Asker = { readonly principal: Principal; readonly manifest: ExtensionManifest };

export const askerOf = (extension: LoadedExtension | undefined): Asker | undefined => {
  if (extension === undefined) return undefined;
  const { id, manifest, contentDigest } = extension;
  return { principal: { id, version: manifest.version, contentDigest }, manifest };
};
