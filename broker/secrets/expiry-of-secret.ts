import { X509Certificate } from 'node:crypto';
import type { CredentialExpiry } from '../contracts/connection.ts';
import { isObject } from '../json/is-object.ts';
import { parseJson } from '../json/parse-json.ts';
import { readDate } from '../time/read-date.ts';
import { asPem } from './kinds/pem.ts';

/** The date that a secret holds in itself: of a chain the certificate that ends first, of a JWT its `exp`. */
export function expiryOfSecret(plaintext: string): CredentialExpiry | undefined {
  const ends = certificateEnds(plaintext);
  if (ends !== undefined) return { at: ends, from: 'certificate' };
  const exp = expOfJwt(plaintext);
  return exp === undefined ? undefined : { at: exp, from: 'token' };
}

const certificate = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

const certificateEnds = (text: string): number | undefined => {
  const dates = (asPem(text).match(certificate) ?? []).flatMap((pem) => {
    try {
      const at = readDate(Date.parse(new X509Certificate(pem).validTo));
      return at === undefined ? [] : [at];
    } catch {
      // The check of the credential's kind says so where it matters.
      return [];
    }
  });
  return dates.length === 0 ? undefined : Math.min(...dates);
};

/** RFC 7519, 4.1.4: seconds. The signature is the service's to check. */
const expOfJwt = (text: string): number | undefined => {
  const [, head = '', claims = ''] = /^(eyJ[\w-]+)\.(eyJ[\w-]+)\.[\w-]*$/.exec(text.trim()) ?? [];
  if (!isObject(inside(head))) return undefined;
  const said = inside(claims);
  const exp = isObject(said) ? said['exp'] : undefined;
  return typeof exp === 'number' ? readDate(exp * 1000) : undefined;
};

const inside = (part: string): unknown => parseJson(Buffer.from(part, 'base64url').toString());
