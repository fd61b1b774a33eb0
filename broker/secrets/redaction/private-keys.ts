/** Certificates and public keys are no secrets, and stand in answers rightly. */
const published = /^(?:CERTIFICATE|TRUSTED CERTIFICATE|X509 CRL|.*PUBLIC KEY|.*REQUEST|.*PARAMETERS)$/;

const block = /-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \1-----/g;

/** A shorter payload of DER is a version, an object identifier or a salt: other keys have the same. */
const shortestPayload = 16;

/**
 * The bytes of each private key that stands in `secret` in PEM (RFC 7468), however its lines end, from its first long
 * number on: what stands before is the same in all keys of a kind. Not found: DER without PEM around it.
 */
export const privateKeysIn = (secret: string): Uint8Array[] => {
  if (!secret.includes('-----BEGIN ')) return [];
  const text = secret.replaceAll(/\\+[rnt]/g, '\n').replaceAll('\\/', '/');
  return [...text.matchAll(block)].flatMap(([, label = '', inside = '']) => {
    if (published.test(label)) return [];
    // An encrypted key of the old form (RFC 1421) has headers before a blank line.
    const body = inside.includes(':') ? inside.replace(/^[\s\S]*:[^\n]*\n/, '') : inside;
    const bytes = Buffer.from(body.replaceAll(/\s/g, ''), 'base64');
    const payload = firstPayload(bytes, 0, bytes.length, label === 'PRIVATE KEY');
    return [bytes.subarray(payload ?? 0)];
  });
};

/**
 * Where the first long primitive value begins (X.690, 8.1). Undefined: there is none, or this is no DER. The first octet
 * string of PKCS 8 holds DER (RFC 5958). In all others are the key's own bytes, which may look like DER by chance: what
 * stands before a long value in them would be shown.
 */
const firstPayload = (bytes: Uint8Array, from: number, end: number, isPkcs8: boolean): number | undefined => {
  for (let at = from; at + 2 <= end; ) {
    const tag = bytes[at] as number;
    let length = bytes[at + 1] as number;
    let begin = at + 2;
    if (length > 0x80) {
      const octets = length - 0x80;
      if (octets > 3) return undefined;
      length = 0;
      for (let octet = 0; octet < octets; octet += 1) length = length * 256 + (bytes[begin + octet] ?? 0);
      begin += octets;
    }
    if (begin + length > end) return undefined;
    const holdsDer = isPkcs8 && tag === 0x04;
    if ((tag & 0x20) !== 0 || holdsDer) {
      const inner = firstPayload(bytes, begin, begin + length, isPkcs8 && !holdsDer);
      if (inner !== undefined) return inner;
    }
    if ((tag & 0x20) === 0 && length >= shortestPayload) return begin;
    at = begin + length;
  }
  return undefined;
};
