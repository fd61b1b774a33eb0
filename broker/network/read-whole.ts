import { type BodySource, longestPiece } from './body-queue.ts';

/** All of a body, in a buffer of its own that can be transferred. Rejects as the source does. */
export const readWhole = async (source: BodySource): Promise<Uint8Array<ArrayBuffer>> =>
  (await readAtMost(source, Number.POSITIVE_INFINITY)) ?? new Uint8Array();

/** The same; undefined where it is longer than `most` bytes, and then it is given up. */
export const readAtMost = async (
  source: BodySource,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> => {
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
  return (pieces.length === 1 ? first : new Uint8Array(Buffer.concat(pieces))) as Uint8Array<ArrayBuffer>;
};
