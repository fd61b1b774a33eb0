import type { ExtensionManifest } from '@valetkey/api-contracts';
import { builtIn } from './built-in.ts';
import { nearestWord } from './nearest-word.ts';
import { placeText } from './place.ts';
import type { ManifestProblem } from './read-manifest.ts';

/**
 * Names without a slash that no provider has: only built-in ones are named so. No fault of the manifest, since another
 * version may have them.
 */
export function unknownBuiltIns({ contributes }: ExtensionManifest): ManifestProblem[] {
  const known = builtIn.map(({ id }) => id);
  return contributes.connectionRequests.flatMap(({ provider }, index) => {
    if (provider.includes('/') || known.includes(provider)) return [];
    const meant = nearestWord(provider, known);
    const then =
      meant === undefined
        ? 'one of an extension is asked for as `publisher.name/id`.'
        : `did you mean \`${meant}\`?`;
    return {
      at: placeText(['contributes', 'connectionRequests', index, 'provider']),
      sentence: `No provider \`${provider}\` comes with Valetkey; ${then}`,
    };
  });
}
