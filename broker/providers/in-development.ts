import { createHash } from 'node:crypto';
import { plainText } from '@valetkey/api-contracts';
import type { LoadedExtension } from './load-extension.ts';

const mark = ' (in development)';

/**
 * The same extension while its author edits it. A grant is for what was agreed to, which includes the content of the
 * extension; here the content counts as "whatever stands in this folder", so that "Always allow" survives an edit. No
 * grant that was made so fits the extension as it is run otherwise, nor the other way round, and its name says it
 * wherever it is shown.
 */
export function inDevelopment(extension: LoadedExtension): LoadedExtension {
  const { id, folder, manifest } = extension;
  const hash = createHash('sha256').update(JSON.stringify(['valetkey development 1', id, folder]));
  // A name is shown to 80 characters, and its end is what counts here: it is cut as it is shown, with its escapes.
  const shown = plainText((manifest.displayName ?? manifest.name).normalize('NFC'));
  const displayName = `${shown.slice(0, 80 - mark.length).replace(/[\uD800-\uDBFF]$/, '')}${mark}`;
  return Object.freeze({
    ...extension,
    manifest: { ...manifest, displayName },
    contentDigest: hash.digest('hex'),
  });
}
