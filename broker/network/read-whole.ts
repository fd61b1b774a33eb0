import { type BodySource, longestPiece } from './body-queue.ts';
import type { Scrubbed } from './scrub.ts';

/** Of a scrubbed body, and so scrubbed itself. */
export type ScrubbedBytes = Scrubbed<Uint8Array<ArrayBuffer>>;

/** All of a body, in a buffer of its own that can be transferred. Rejects as the source does. */
export async function readWhole(source: Scrubbed<BodySource>): Promise<ScrubbedBytes> {
  return (await readAtMost(source, Number.POSITIVE_INFINITY)) ?? (new Uint8Array() as ScrubbedBytes);
}

/** The same; undefined where it is longer than `most` bytes, and then it is given up. */
export const readAtMost = async (
  source: Scrubbed<BodySource>,
  most: number,
): Promise<ScrubbedBytes | undefined> => {
  const pieces: Uint8Array[] = [];
  while (!source.drained) {
    const piece = await source.read(longestPiece);
    if (piece === undefined) break;
    pieces.push(piece);
    if (source.given > most) {
      source.cancel();
      return undefined;
    }
  }
  const [first] = pieces;
  // Copied once more where there are several: Buffer.concat's buffer may be part of a pool.
  return (pieces.length === 1 ? first : new Uint8Array(Buffer.concat(pieces))) as ScrubbedBytes;
};
