import type { ByteClass } from './stretches.ts';

/** What a part of a text stands for in one encoding, and where each byte of it is written. */
export type Decoded = {
  readonly bytes: Uint8Array;
  /** Where in the text the code of a byte begins. */
  begin(at: number): number;
  /** Where it ends. */
  end(at: number): number;
  /** Whether the code reaches the end of the text, so that more of it may follow. */
  readonly isOpen: boolean;
  /** Compressed bytes begin at the first one, and nothing else was decoded for. */
  readonly isCompressed?: boolean;
};

/**
 * Tells of each part of `text` that may hold what is looked for. Returns where a part may begin that is too short so
 * far; the length of the text where nothing is open.
 */
export type Decode = (text: Uint8Array, found: (decoded: Decoded) => void) => number;

/** What the forms of a connection's secrets say about where they can be. */
export type Wanted = {
  /** Bytes of the shortest secret. */
  readonly shortest: number;
  /** Bytes of the longest form. */
  readonly longest: number;
  /** What no form reaches across. */
  readonly boundary: Buffer | undefined;
  /** Each byte that a secret has. */
  readonly ofSecrets: ByteClass;
  /** Whether no secret has a byte above 127, and neither has what stands for one. */
  readonly isAscii: boolean;
};

export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Whether more may follow that belongs to what reaches `end`. */
export const staysOpen = (text: Buffer, end: number, { boundary }: Wanted): boolean =>
  end >= text.length && (boundary === undefined || !text.subarray(-boundary.length).equals(boundary));

/** Up to where a form may reach that begins before `at`. */
export const endOfReach = (text: Buffer, at: number, { longest, boundary }: Wanted): number => {
  const end = Math.min(text.length, at + longest);
  if (boundary === undefined) return end;
  const found = text.subarray(at, end).indexOf(boundary);
  return found === -1 ? end : at + found + boundary.length;
};
