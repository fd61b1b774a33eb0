import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { copyMark, type ExtensionId, type ExtensionManifest, extensionId } from '@valetkey/api-contracts';
import { mostIconBytes } from '../contracts/extension-icon.ts';
import { faultOfIcon } from './check-icon.ts';
import { type ForeignContributions, refuseOwnPoints } from './foreign-contributions.ts';
import { type ExtensionFiles, readFileInside } from './read-inside.ts';
import { type ManifestProblem, readManifest } from './read-manifest.ts';

export type LoadedExtension = {
  readonly id: ExtensionId;
  readonly manifest: ExtensionManifest;
  readonly mainSource: string;
  /** Its picture, a PNG that may be shown. */
  readonly icon?: Uint8Array;
  /** SHA-256 over package.json, the main script and the icon, the only files an extension is made of. */
  readonly contentDigest: string;
  /** What its manifest contributes to the application, by the names that this gave. */
  readonly contributions?: ForeignContributions;
  /** Without links. */
  readonly folder: string;
};
export type ExtensionLoading =
  | { readonly ok: true; readonly extension: LoadedExtension }
  | { readonly ok: false; readonly problems: readonly ManifestProblem[] };

/** Bytes of one of its files, by its path in the folder. */
export type ExtensionFile = { readonly path: string; readonly bytes: Uint8Array };
export type ExtensionReading =
  | (Extract<ExtensionLoading, { ok: true }> & { readonly files: readonly ExtensionFile[] })
  | Extract<ExtensionLoading, { ok: false }>;

const mostBytes = { manifest: 256 * 1024, main: 5 * 1024 * 1024, icon: mostIconBytes };
const problem = (at: string, sentence: string): Extract<ExtensionLoading, { ok: false }> => ({
  ok: false,
  problems: [{ at, sentence }],
});

const ownCopy =
  'The script holds its own copy of @valetkey/extension-api, and would not recognise the errors of the host. Import from @valetkey/extension-api alone, and bundle with --external:@valetkey/extension-api.';

const notBuilt = 'There is no such file in the folder. Has the extension been built?';

/** Runs nothing. Throws where `contributions` names a point of ours. */
export async function loadExtension(
  folder: string,
  files: ExtensionFiles,
  contributions: readonly string[] = [],
): Promise<ExtensionLoading> {
  const reading = await readExtension(folder, files, contributions);
  return reading.ok ? { ok: true, extension: reading.extension } : reading;
}

/** The same, with the bytes that it read. Reads each file once: what is checked, hashed, run and copied are the same. */
export async function readExtension(
  folder: string,
  files: ExtensionFiles,
  contributions: readonly string[] = [],
): Promise<ExtensionReading> {
  refuseOwnPoints(contributions);
  const realFolder = await files.realpath(folder).catch(() => undefined);
  if (realFolder === undefined)
    return problem('package.json', 'The extension’s folder does not exist or cannot be read.');

  const manifestFile = await readFileInside(files, realFolder, 'package.json', mostBytes.manifest);
  if (!manifestFile.ok) return problem('package.json', manifestFile.sentence);
  const manifestText = decode(manifestFile.bytes);
  if (manifestText === undefined) return problem('package.json', 'The file must be text in UTF-8.');
  const reading = readManifest(manifestText, contributions);
  if (!reading.ok) return reading;

  const { manifest, foreign } = reading;
  const main = posix.normalize(manifest.main);
  const mainFile = await readFileInside(files, realFolder, main, mostBytes.main);
  if (!mainFile.ok) return problem('main', mainFile.isAbsent ? notBuilt : mainFile.sentence);
  const mainSource = decode(mainFile.bytes);
  if (mainSource === undefined) return problem('main', 'The script must be text in UTF-8.');
  if (mainSource.includes(copyMark)) return problem('main', ownCopy);

  const icon = manifest.icon === undefined ? undefined : posix.normalize(manifest.icon);
  const iconFile =
    icon === undefined ? undefined : await readFileInside(files, realFolder, icon, mostBytes.icon);
  if (iconFile?.ok === false) return problem('icon', iconFile.sentence);
  const iconFault = iconFile === undefined ? undefined : faultOfIcon(iconFile.bytes);
  if (iconFault !== undefined) return problem('icon', iconFault);

  const read: readonly ExtensionFile[] = [
    { path: 'package.json', bytes: manifestFile.bytes },
    { path: main, bytes: mainFile.bytes },
    ...(icon === undefined || iconFile === undefined ? [] : [{ path: icon, bytes: iconFile.bytes }]),
  ];
  const shown = iconFile === undefined ? {} : { icon: iconFile.bytes };
  return {
    ok: true,
    files: read,
    extension: Object.freeze({
      id: idOfManifest(manifest),
      manifest,
      mainSource,
      contentDigest: digestOf(read),
      contributions: foreign,
      folder: realFolder,
      ...shown,
    }),
  };
}

export const idOfManifest = ({ publisher, name }: ExtensionManifest): ExtensionId =>
  extensionId.parse(`${publisher}.${name}`);

/** Keeps a byte order mark, so that text and bytes say the same. */
const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Names and lengths go in before the contents, so that nothing can move from one file into another unseen. */
const digestOf = (contents: readonly ExtensionFile[]): string => {
  const hash = createHash('sha256');
  hash.update(
    `${JSON.stringify(['valetkey extension 1', contents.map(({ path, bytes }) => [path, bytes.byteLength])])}\n`,
  );
  for (const { bytes } of contents) hash.update(bytes);
  return hash.digest('hex');
};
