import { isAscii } from 'node:buffer';
import { constants, inflateRawSync } from 'node:zlib';
import { newNexts, nextOf } from './next-of.ts';

/** How base64 of gzip (RFC 1952) and of zlib (RFC 1950, window of 32 KB) begins. */
export const gzipBase64 = 'H4sI';
export const zlibBase64 = /^(?:eA[E-H]|eF[4-7]|eJ[w-z]|eN[o-r])/;
export const compressedBase64 = /^(?:H4sI|e(?:A[E-H]|F[4-7]|J[w-z]|N[o-r]))/;
export const gzipHex = /1f8b08/i;
export const zlibHex = /^78(?:01|5e|9c|da)/i;
export const gzipMagic = Buffer.from([0x1f, 0x8b, 0x08]);
export const zlibFlags: ReadonlySet<number> = new Set([0x01, 0x5e, 0x9c, 0xda]);

/** Two bytes stand anywhere by chance, but little that is compressed is printable. */
export const isZlibAt = (bytes: Buffer, at: number): boolean => {
  if (bytes[at] !== letterX || !zlibFlags.has(bytes[at + 1] as number)) return false;
  let others = 0;
  for (let next = at + 2; next < at + 26; next += 1) {
    const byte = bytes[next] ?? 0;
    if (byte >= 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) others += 1;
  }
  return others > 3;
};
const letterX = 0x78;

/** Where gzip or zlib may begin in bytes that were decoded. */
export const compressedAt = (bytes: Buffer): readonly number[] => {
  const found = bytes[0] === letterX && zlibFlags.has(bytes[1] as number) ? [0] : [];
  if (isAscii(bytes)) return found;
  const nexts = newNexts(beginnings);
  for (let at = 0; found.length < mostCompressed; at += 1) {
    at = nextOf(beginnings, bytes, nexts, at);
    if (at === bytes.length) break;
    if (found[0] !== at && (bytes[at] !== letterX || isZlibAt(bytes, at))) found.push(at);
  }
  return found;
};
const beginnings = [letterX, gzipMagic];
/** What has so many beginnings is made to have them. */
const mostCompressed = 8;

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

/** What trying costs, also in vain: a text may be made of nothing but beginnings. */
const leastCost = 4 * 1024;

export type Inflated = {
  readonly plain: Buffer;
  /** Bytes of what was compressed. */
  readonly length: number;
};

/**
 * What is compressed in `bytes`, as far as it is there. `'too-much'`: it is larger than the budget allows, as no honest
 * data is. Undefined: it is no such thing after all.
 */
export const inflated = (bytes: Buffer, budget: InflateBudget): Inflated | 'too-much' | undefined => {
  const most = Math.max(1, Math.min(mostAtOnce, budget.left));
  try {
    const found = bytes[0] === letterX ? zlibInflated(bytes, most) : membersInflated(bytes, most);
    budget.left -= Math.max(leastCost, found.plain.length);
    return found;
  } catch (error) {
    const isTooMuch = error instanceof RangeError;
    budget.left -= isTooMuch ? most : leastCost;
    return isTooMuch ? 'too-much' : undefined;
  }
};

/** Nobody looks at the checksums, which may be wrong. */
const inflatedFrom = (bytes: Buffer, from: number, most: number, trailer: number): Inflated => {
  const options = { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH, info: true };
  const { buffer, engine } = inflateRawSync(bytes.subarray(from), options) as unknown as WithInfo;
  return { plain: buffer, length: Math.min(bytes.length, from + engine.bytesWritten + trailer) };
};
/** What the types do not know. */
type WithInfo = { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };

const zlibInflated = (bytes: Buffer, most: number): Inflated => inflatedFrom(bytes, 2, most, 4);

/** A file may have several members, each with a checksum and its length behind it. */
const membersInflated = (bytes: Buffer, most: number): Inflated => {
  const plain: Buffer[] = [];
  let left = most;
  let length = 0;
  while (bytes.subarray(length, length + gzipMagic.length).equals(gzipMagic)) {
    const header = headerOf(bytes.subarray(length));
    const member = inflatedFrom(bytes, length + header, left, gzipTrailer);
    plain.push(member.plain);
    left -= member.plain.length;
    if (left < 1) throw new RangeError('more than may be inflated');
    length = member.length;
  }
  return { plain: Buffer.concat(plain), length };
};
const gzipTrailer = 8;

/** RFC 1952, section 2.3.1. */
const headerOf = (bytes: Buffer): number => {
  const flags = bytes[3] ?? 0;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const text of [8, 16]) if ((flags & text) !== 0) at = bytes.indexOf(0, at) + 1;
  return (flags & 2) !== 0 ? at + 2 : at;
};
