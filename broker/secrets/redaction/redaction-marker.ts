/** All of even length, so that text in UTF-16 stays aligned after a replacement. */
const markers = [
  '[redacted]',
  '**********',
  '(redacted)',
  '{redacted}',
  ...Array.from('#-=~^|.:;,!?@$+_/0123456789xXzZqQwWvVkKjJyYaAbBcCdDeEfFgGhHiIlLmMnNoOpPrRsStTuU', (char) =>
    char.repeat(10),
  ),
];

/**
 * The text that takes the place of a form: `[redacted]`, unless beside some neighbour that would make a form
 * (a secret that begins with `]` or holds `[redacted]`), then asterisks or what else is safe.
 */
export const chooseMarker = (forms: readonly Uint8Array[]): Buffer => {
  for (const marker of markers) {
    const bytes = Buffer.from(marker, 'latin1');
    if (forms.every((form) => cannotJoin(bytes, Buffer.from(form.buffer, form.byteOffset, form.length)))) {
      return bytes;
    }
  }
  // Takes dozens of secrets chosen for it. Refusing is right: a wrong marker would hand out a secret.
  throw new Error('No marker is safe beside these secrets.');
};

/** No text around and between markers can hold a form that touches a marker. */
const cannotJoin = (marker: Buffer, form: Buffer): boolean => {
  if (marker.includes(form) || form.includes(marker)) return false;
  const longest = Math.min(marker.length, form.length);
  for (let length = 1; length <= longest; length += 1) {
    const formBeginsInMarker = marker.subarray(-length).equals(form.subarray(0, length));
    const formEndsInMarker = marker.subarray(0, length).equals(form.subarray(-length));
    if (formBeginsInMarker || formEndsInMarker) return false;
  }
  return true;
};
