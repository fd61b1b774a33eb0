import { child, listAt, textAt } from './place.ts';

/** The headers and query parameters that a placement sets, as far as it can be read. */
export function credentialNames(auth: unknown): { headers: readonly string[]; query: readonly string[] } {
  const name = textAt(auth, 'name') ?? '';
  switch (textAt(auth, 'kind')) {
    case 'several': {
      const each = listAt(auth, 'parts').slice(0, 4).map(credentialNames);
      return {
        headers: each.flatMap(({ headers }) => headers),
        query: each.flatMap(({ query }) => query),
      };
    }
    case 'header':
      return { headers: [name], query: [] };
    case 'query':
      return { headers: [], query: [name] };
    case 'none':
    case 'path':
    case 'mtls':
      return { headers: [], query: [] };
    case 'jwtBearer':
      return { headers: [textAt(auth, 'header') ?? 'Authorization'], query: [] };
    case 'hmac':
      return { headers: hmacHeaders(auth), query: [] };
    case 'sigv4':
      return {
        headers: ['Authorization', 'X-Amz-Date', 'X-Amz-Security-Token', 'X-Amz-Content-Sha256'],
        query: [],
      };
    case 'oauth2': {
      const token = child(auth, 'token');
      const inQuery = textAt(token, 'in') === 'query';
      const placed = textAt(token, 'name') ?? 'Authorization';
      return { headers: ['Authorization', ...(inQuery ? [] : [placed])], query: inQuery ? [placed] : [] };
    }
    default:
      return { headers: ['Authorization'], query: [] };
  }
}

const hmacHeaders = (auth: unknown): readonly string[] => {
  const set = ['signature', 'timestamp', 'nonce', 'bodyDigest'].flatMap(
    (key) => textAt(child(auth, key), 'header') ?? [],
  );
  const further = child(auth, 'headers');
  return [...set, ...(typeof further === 'object' && further !== null ? Object.keys(further) : [])];
};
