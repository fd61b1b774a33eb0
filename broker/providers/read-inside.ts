import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';

/** What is needed of `node:fs/promises`, which fits as it is. */
export type ExtensionFiles = {
  realpath(path: string): Promise<string>;
  open(path: string, flags: number): Promise<Pick<FileHandle, 'stat' | 'read' | 'close'>>;
};
export type FileReading =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly sentence: string; readonly isAbsent?: boolean };

const refuse = (sentence: string): FileReading => ({ ok: false, sentence });

/**
 * Reads one regular file of a folder, whose own path must be a real one. Links that lead out are refused.
 *
 * Not defended against: somebody who may write into the folder exchanges a directory between the two looks. They could
 * as well write the file; what is read is read once, and the same bytes are run and hashed. Nor are hard links, which
 * package managers use and which cannot be told from files.
 */
export const readFileInside = async (
  files: ExtensionFiles,
  folder: string,
  name: string,
  mostBytes: number,
): Promise<FileReading> => {
  try {
    const path = await files.realpath(join(folder, name));
    if (!isInside(folder, path))
      return refuse('The file must lie inside the folder; a link leads out of it.');
    // NONBLOCK, so that opening a pipe does not wait for its writer. Windows has neither flag.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const file = await files.open(path, flags);
    try {
      if (!(await file.stat()).isFile()) return refuse('This must be a regular file.');
      const bytes = await readAtMost(file, mostBytes + 1);
      return bytes.byteLength > mostBytes
        ? refuse(`The file is too large; at most ${Math.floor(mostBytes / 1024).toLocaleString('en')} KB.`)
        : { ok: true, bytes };
    } finally {
      await file.close();
    }
  } catch (error) {
    return { ok: false, sentence: sentenceFor(error), isAbsent: isAbsent(error) };
  }
};

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
};

/** The size that `stat` tells may be outdated, and is 0 for the files of /proc. */
const readAtMost = async (file: Pick<FileHandle, 'read'>, most: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let total = 0;
  while (total < most) {
    const buffer = new Uint8Array(Math.min(64 * 1024, most - total));
    const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, null);
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(chunks);
};

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(String(codeOf(error)));

/** In our words: Node's message holds the path. */
const sentenceFor = (error: unknown): string => {
  const code = codeOf(error);
  if (isAbsent(error)) return 'There is no such file in the folder.';
  if (code === 'EACCES' || code === 'EPERM') return 'The file may not be read; check its permissions.';
  if (code === 'ELOOP') return 'The file is a link that leads in a circle.';
  if (code === 'EISDIR' || code === 'ENXIO') return 'This must be a regular file.';
  return 'The file could not be read.';
};
