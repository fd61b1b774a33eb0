import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { type ExtensionId, type ExtensionManifest, extensionId } from '@valetkey/api-contracts';
import { type ExtensionFiles, readInside } from './read-inside.ts';
import { type ManifestProblem, readManifest } from './read-manifest.ts';

export type LoadedExtension = {
  readonly id: ExtensionId;
  readonly manifest: ExtensionManifest;
  readonly mainSource: string;
  /** SHA-256 over package.json and the main script, the only files an extension is made of. */
  readonly contentDigest: string;
  /** Without links. */
  readonly folder: string;
};
export type ExtensionLoading =
  | { readonly ok: true; readonly extension: LoadedExtension }
  | { readonly ok: false; readonly problems: readonly ManifestProblem[] };

const mostBytes = { manifest: 256 * 1024, main: 5 * 1024 * 1024 };
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

  const id = extensionId.parse(`${manifest.publisher}.${manifest.name}`);
  const contentDigest = digestOf([
    ['package.json', manifestFile.bytes],
    [main, mainFile.bytes],
  ]);
  return {
    ok: true,
    extension: Object.freeze({ id, manifest, mainSource, contentDigest, folder: realFolder }),
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
