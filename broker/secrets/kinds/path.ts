import { NetworkError } from '../../network/network-error.ts';
import { plaintextOf } from '../vault/plaintext.ts';
import { asHeaderValue } from './header-value.ts';
import type { AuthOf, CredentialKind } from './kind.ts';
import { formsOf } from './of-a-secret.ts';

type Path = AuthOf<'path'>;

/**
 * The secret is not written into the URL, which is told to others, but beside it (`request.keyed`), and joins it on
 * the wire. Servers log paths: as weak a place as the query.
 */
export const path: CredentialKind<Path> = {
  reserves: () => ({ headers: [], query: [] }),
  inject(auth, values, request) {
    const { pathname } = request.url;
    const keyed = keyedPaths(auth).find(({ before }) => pathname.startsWith(`${before}/`));
    if (keyed === undefined) throw new NetworkError('credential-malformed', { why: 'no-place-in-path' });
    const secret = encode(plaintextOf(values.secret(auth.secret)));
    request.keyed = { before: keyed.before, segment: `${keyed.left}${secret}${keyed.right}` };
  },
  forms: (auth, values) => {
    const secret = plaintextOf(values.secret(auth.secret));
    return formsOf(secret, encodeLoosely(secret));
  },
  pathWithout: (auth, values, found) => {
    const secret = encode(plaintextOf(values.secret(auth.secret)));
    for (const { before, left, right } of keyedPaths(auth)) {
      const place = `${before}/${left}${secret}${right}`;
      if (found === place) return `${before}/`;
      if (found.startsWith(`${place}/`)) return `${before}${found.slice(place.length)}`;
    }
    return undefined;
  },
};

type KeyedPath = { readonly before: string; readonly left: string; readonly right: string };
/** A declaration stays the same object, request after request. */
const known = new WeakMap<Path, readonly KeyedPath[]>();

/** The one with the longest part before the segment first. */
const keyedPaths = (auth: Path): readonly KeyedPath[] => {
  const found = known.get(auth) ?? readPaths(auth);
  known.set(auth, found);
  return found;
};

const readPaths = ({ paths, secret }: Path): KeyedPath[] =>
  paths
    .map((template) => {
      const cut = template.lastIndexOf('/');
      const [left = '', right = ''] = template.slice(cut + 1).split(`{${secret}}`, 2);
      return { before: template.slice(0, cut), left, right };
    })
    .sort((a, b) => b.before.length - a.before.length);

const encode = (secret: string): string => {
  const encoded = encodeLoosely(asHeaderValue(secret));
  // `..` and `.` would be climbed, by a proxy if not by the server.
  if (/^\.{1,2}$/.test(encoded)) throw new NetworkError('credential-malformed', { why: 'character' });
  return encoded;
};

/** RFC 3986, 3.3: a segment may hold these as they are, and services such as Telegram compare them so. */
const encodeLoosely = (secret: string): string => {
  if (/\p{Surrogate}/u.test(secret)) throw new NetworkError('credential-malformed', { why: 'character' });
  return encodeURIComponent(secret).replace(/%(?:3A|40|24|26|2B|2C|3B|3D)/g, decodeURIComponent);
};
