import { constants, gunzipSync, inflateRawSync } from 'node:zlib';

/** How base64 of gzip (RFC 1952) and of zlib (RFC 1950, window of 32 KB) begins. */
export const gzipBase64 = 'H4sI';
export const zlibBase64 = /^(?:eA[EF]|eF[4-7]|eJ[w-z]|eN[o-r])/;
export const compressedBase64 = /^(?:H4sI|e(?:A[EF]|F[4-7]|J[w-z]|N[o-r]))/;
export const gzipHex = /1f8b08/i;
export const zlibHex = /^78(?:01|5e|9c|da)/i;
const gzipMagic = Buffer.from([0x1f, 0x8b, 0x08]);
const zlibFlags = new Set([0x01, 0x5e, 0x9c, 0xda]);

/** Where gzip or zlib begins in bytes that were decoded, -1 if nowhere. Two bytes of zlib say little but at the beginning. */
export const compressedAt = (bytes: Buffer): number => {
  if (bytes[0] === 0x78 && zlibFlags.has(bytes[1] as number)) return 0;
  return bytes.indexOf(gzipMagic);
};

/** In bytes of what is compressed. What is longer cannot wait until its end is there. */
export const longestCompressed = 1024 * 1024;
const mostAtOnce = 4 * 1024 * 1024;
/** A megabyte of zeros takes a thousand bytes, and looking through it a millisecond. */
const mostRatio = 32;

/** Bytes that may still be inflated for one body. */
export type InflateBudget = { left: number };
export const newBudget = (): InflateBudget => ({ left: mostAtOnce });
export const earn = (budget: InflateBudget, bytes: number): void => {
  budget.left = Math.min(8 * mostAtOnce, budget.left + bytes * mostRatio);
};

/**
 * What is compressed in `bytes`, as far as it is there. `'too-much'`: it is larger than the budget allows, as no honest
 * data is. Undefined: it is no such thing after all.
 */
export const inflated = (bytes: Buffer, budget: InflateBudget): Buffer | 'too-much' | undefined => {
  const left = (): number => Math.max(1, Math.min(mostAtOnce, budget.left));
  const ways = bytes[0] === gzipMagic[0] ? [gunzipped, membersInflated] : [deflatedInZlib];
  for (const way of ways) {
    const maxOutputLength = left();
    try {
      const plain = way(bytes, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });
      budget.left -= plain.length;
      return plain;
    } catch (error) {
      if (!(error instanceof RangeError)) continue;
      budget.left -= maxOutputLength;
      return 'too-much';
    }
  }
  return undefined;
};

type Bounds = { readonly maxOutputLength: number; readonly finishFlush: number };
const gunzipped = (bytes: Buffer, bounds: Bounds): Buffer => gunzipSync(bytes, bounds);
const deflatedInZlib = (bytes: Buffer, bounds: Bounds): Buffer => inflateRawSync(bytes.subarray(2), bounds);

/** Without the header nobody looks at the checksums, which may be wrong. A file may have several members. */
const membersInflated = (bytes: Buffer, { maxOutputLength, finishFlush }: Bounds): Buffer => {
  const plain: Buffer[] = [];
  let left = maxOutputLength;
  for (let rest = bytes; rest.subarray(0, gzipMagic.length).equals(gzipMagic); ) {
    const deflated = rest.subarray(headerOf(rest));
    const options = { maxOutputLength: left, finishFlush, info: true };
    const { buffer, engine } = inflateRawSync(deflated, options) as unknown as Inflated;
    plain.push(buffer);
    left -= buffer.length;
    if (left < 1) throw new RangeError('more than may be inflated');
    rest = deflated.subarray(engine.bytesWritten + gzipTrailer);
  }
  return Buffer.concat(plain);
};
/** With `info`, which the types do not know. */
type Inflated = { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
/** Checksum and length. */
const gzipTrailer = 8;

/** RFC 1952, section 2.3.1. */
const headerOf = (bytes: Buffer): number => {
  const flags = bytes[3] ?? 0;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const text of [8, 16]) if ((flags & text) !== 0) at = bytes.indexOf(0, at) + 1;
  return (flags & 2) !== 0 ? at + 2 : at;
};
