/**
 * Bytes that wait, and grow by any number of small pieces without being copied with each. What was written once is never
 * written over, since views of it may be on their way.
 */
export type GrowingBytes = {
  readonly bytes: Buffer;
  append(more: Uint8Array): void;
  /** Instead of what was there. */
  replace(parts: readonly Uint8Array[]): void;
};

const noBytes = Buffer.alloc(0);

export function growingBytes(): GrowingBytes {
  let room = noBytes;
  const growing = {
    bytes: noBytes,
    append: (more: Uint8Array) => {
      const { length } = growing.bytes;
      if (length + more.length > room.length) {
        room = Buffer.allocUnsafeSlow((length + more.length) * 2);
        room.set(growing.bytes);
      }
      room.set(more, length);
      growing.bytes = room.subarray(0, length + more.length);
    },
    replace: (parts: readonly Uint8Array[]) => {
      growing.bytes = Buffer.concat(parts);
      room = growing.bytes;
    },
  };
  return growing;
}
