/** By byte: 1 for those of a class. */
export type ByteClass = Uint8Array;

export const classOf = (...texts: readonly string[]): ByteClass => {
  const bytes = new Uint8Array(256);
  for (const text of texts) for (const byte of Buffer.from(text, 'latin1')) bytes[byte] = 1;
  return bytes;
};

/**
 * Where the next stretch of at least `least` bytes of the class begins. Without one: where the stretch begins that
 * reaches the end, which is the end itself if its last byte is of no use. It looks at every byte at most twice, and in
 * ordinary text at one in six: from the last byte that a stretch would have, back to the first that cannot be in it.
 *
 * Where that one is cannot be foreseen in prose, and a processor that has foreseen it wrongly loses 20 cycles. So one look
 * at four bytes says first whether it is among them, which it mostly is.
 */
export const nextStretch = (isOf: ByteClass, bytes: Uint8Array, from: number, least: number): number => {
  const end = bytes.length;
  let start = from;
  /** Everything from `start` to here is of the class. */
  let known = from;
  let last = start + least - 1;
  while (last < end) {
    if (least >= 4 && !areAll(isOf, bytes, last)) {
      start = last - 2;
      known = start;
      last = start + least - 1;
      continue;
    }
    let at = last;
    while (at >= known && isOf[bytes[at] as number] === 1) at -= 1;
    if (at < known) return start;
    start = at + 1;
    known = last + 1;
    last = start + least - 1;
  }
  let at = end - 1;
  while (at >= known && isOf[bytes[at] as number] === 1) at -= 1;
  return at < known ? start : at + 1;
};

/** Whether the four bytes up to `last` are of the class. */
const areAll = (isOf: ByteClass, bytes: Uint8Array, last: number): boolean =>
  ((isOf[bytes[last] as number] as number) &
    (isOf[bytes[last - 1] as number] as number) &
    (isOf[bytes[last - 2] as number] as number) &
    (isOf[bytes[last - 3] as number] as number)) ===
  1;

/**
 * As `nextStretch`, of bytes of which only every `stride`th is looked at: from `first` on, `total` of them, counted by
 * themselves.
 */
export const nextStride = (
  isOf: ByteClass,
  stride: number,
  bytes: Uint8Array,
  first: number,
  from: number,
  total: number,
  least: number,
): number => {
  let start = from;
  let known = from;
  let last = start + least - 1;
  while (last < total) {
    let at = last;
    while (at >= known && isOf[bytes[first + at * stride] as number] === 1) at -= 1;
    if (at < known) return start;
    start = at + 1;
    known = last + 1;
    last = start + least - 1;
  }
  let at = total - 1;
  while (at >= known && isOf[bytes[first + at * stride] as number] === 1) at -= 1;
  return at < known ? start : at + 1;
};
