/** The signature of a PNG, and its first chunk's length and name. Source: W3C PNG, 5.2 and 11.2.1. */
const beginning = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];
const mostPixels = 256;

/**
 * Why these bytes are not shown as an icon, in a sentence; nothing if they may be. Pixels only: a format that can hold
 * scripts or addresses is none. It is decoded in the sandboxed page alone, so what counts here is that a small file
 * does not become a large picture.
 */
export const faultOfIcon = (bytes: Uint8Array): string | undefined => {
  if (bytes.byteLength < 24 || beginning.some((byte, at) => bytes[at] !== byte))
    return 'The icon must be a PNG picture; what the file is called does not make it one.';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sides = [view.getUint32(16), view.getUint32(20)];
  return sides.every((side) => side >= 1 && side <= mostPixels)
    ? undefined
    : `The icon must be at most ${mostPixels} by ${mostPixels} pixels.`;
};
