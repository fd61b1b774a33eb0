/**
 * Base64 (RFC 4648 section 4) and base64url (section 5) of `bytes` standing anywhere inside a longer encoded
 * text. Three bytes become four characters, so there are three alignments; for each the forms are the
 * characters that `bytes` alone decides, and the same up to the end of the text if the text ends there.
 *
 * Not caught: the one character at each edge that is shared with a neighbouring byte. It stays beside the
 * marker and tells at most four bits of the secret's first byte and four of its last, never a whole byte.
 * Text with line breaks inside is decoded: base64-runs.ts.
 */
export function base64Forms(bytes: Uint8Array): string[] {
  const standard: string[] = [];
  for (const before of [0, 1, 2]) {
    const padded = Buffer.concat([new Uint8Array(before), bytes]).toString('base64');
    const first = Math.ceil((before * 8) / 6);
    const afterLast = Math.floor(((before + bytes.length) * 8) / 6);
    const unpadded = padded.replace(/=+$/, '');
    standard.push(padded.slice(first, afterLast), unpadded.slice(first));
    if (before === 0) standard.push(padded);
  }
  const urlSafe = standard.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([...standard, ...urlSafe])];
}
