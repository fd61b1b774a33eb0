import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import {
  type ExtensionId,
  type ExtensionManifest,
  extensionId,
  mostIconBytes,
} from '@valetkey/api-contracts';
import { faultOfIcon } from './check-icon.ts';
import { type ExtensionFiles, readInside } from './read-inside.ts';
import { type ManifestProblem, readManifest } from './read-manifest.ts';

export type LoadedExtension = {
  readonly id: ExtensionId;
  readonly manifest: ExtensionManifest;
  readonly mainSource: string;
  /** Its picture, a PNG that may be shown. */
  readonly icon?: Uint8Array;
  /** SHA-256 over package.json, the main script and the icon, the only files an extension is made of. */
  readonly contentDigest: string;
  /** Without links. */
  readonly folder: string;
};
export type ExtensionLoading =
  | { readonly ok: true; readonly extension: LoadedExtension }
  | { readonly ok: false; readonly problems: readonly ManifestProblem[] };

const mostBytes = { manifest: 256 * 1024, main: 5 * 1024 * 1024, icon: mostIconBytes };
const problem = (at: string, sentence: string): ExtensionLoading => ({
  ok: false,
  problems: [{ at, sentence }],
});

/** Reads each file once: what is checked, hashed and run are the same bytes. Runs nothing. */
export const loadExtension = async (folder: string, files: ExtensionFiles): Promise<ExtensionLoading> => {
  const realFolder = await files.realpath(folder).catch(() => undefined);
  if (realFolder === undefined)
    return problem('package.json', 'The extension’s folder does not exist or cannot be read.');

  const manifestFile = await readInside(files, realFolder, 'package.json', mostBytes.manifest);
  if (!manifestFile.ok) return problem('package.json', manifestFile.sentence);
  const manifestText = decode(manifestFile.bytes);
  if (manifestText === undefined) return problem('package.json', 'The file must be text in UTF-8.');
  const reading = readManifest(manifestText);
  if (!reading.ok) return reading;

  const { manifest } = reading;
  const main = posix.normalize(manifest.main);
  const mainFile = await readInside(files, realFolder, main, mostBytes.main);
  if (!mainFile.ok) return problem('main', mainFile.sentence);
  const mainSource = decode(mainFile.bytes);
  if (mainSource === undefined) return problem('main', 'The script must be text in UTF-8.');

  const icon = manifest.icon === undefined ? undefined : posix.normalize(manifest.icon);
  const iconFile = icon === undefined ? undefined : await readInside(files, realFolder, icon, mostBytes.icon);
  if (iconFile?.ok === false) return problem('icon', iconFile.sentence);
  const iconFault = iconFile === undefined ? undefined : faultOfIcon(iconFile.bytes);
  if (iconFault !== undefined) return problem('icon', iconFault);

  const id = extensionId.parse(`${manifest.publisher}.${manifest.name}`);
  const contentDigest = digestOf([
    ['package.json', manifestFile.bytes],
    [main, mainFile.bytes],
    ...(icon === undefined || iconFile === undefined ? [] : [[icon, iconFile.bytes] as const]),
  ]);
  const shown = iconFile === undefined ? {} : { icon: iconFile.bytes };
  return {
    ok: true,
    extension: Object.freeze({ id, manifest, mainSource, contentDigest, folder: realFolder, ...shown }),
  };
};

/** Keeps a byte order mark, so that text and bytes say the same. */
const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Names and lengths go in before the contents, so that nothing can move from one file into another unseen. */
const digestOf = (contents: readonly (readonly [name: string, bytes: Uint8Array])[]): string => {
  const hash = createHash('sha256');
  hash.update(
    `${JSON.stringify(['valetkey extension 1', contents.map(([name, bytes]) => [name, bytes.byteLength])])}\n`,
  );
  for (const [, bytes] of contents) hash.update(bytes);
  return hash.digest('hex');
};
