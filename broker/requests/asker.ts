import type { ExtensionManifest } from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';
import type { Principal } from '../contracts/grant.ts';
import type { LoadedExtension } from '../providers/load-extension.ts';

/** Who asks: made from what was loaded, and known by the port that the request came through. */
export type Asker = {
  readonly principal: Principal;
  readonly manifest: ExtensionManifest;
  /** A PNG that was checked when it was loaded. */
  readonly icon?: Uint8Array | undefined;
};

export const askerOf = (extension: LoadedExtension | undefined): Asker | undefined => {
  if (extension === undefined) return undefined;
  const { id, manifest, contentDigest, icon } = extension;
  return { principal: { id, version: manifest.version, contentDigest }, manifest, icon };
};

/** As it is shown to the person: the author's own words, escaped and bounded. */
export const shownAsker = ({ principal: { id, version }, manifest }: Asker) => ({
  id,
  displayName: displayText(manifest.displayName ?? manifest.name, 80),
  publisher: manifest.publisher,
  version,
});
