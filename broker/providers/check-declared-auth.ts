import { fieldIn, fieldsIn } from '@valetkey/api-contracts';
import { fold, neverSet } from '../never-set.ts';
import { checkDeclaredSignIn } from './check-declared-sign-in.ts';
import { credentialNames } from './credential-names.ts';
import { type Found, fault } from './fault.ts';
import { wordList } from './nearest-word.ts';
import { type Fields, offer } from './offer-fields.ts';
import { child, listAt, type ManifestPlace, textAt } from './place.ts';

const secretOnly = ['secret'] as const;
const textOnly = ['string'] as const;
const either = ['string', 'secret'] as const;

/** Which keys of which kind name a field, and of which type that has to be. */
const namedFields: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  bearer: { secret: secretOnly },
  basic: { username: either, password: secretOnly },
  header: { secret: secretOnly },
  query: { secret: secretOnly },
  path: { secret: secretOnly },
  sigv4: { accessKeyId: either, secretAccessKey: secretOnly, sessionToken: secretOnly },
  jwtBearer: { key: secretOnly },
  githubApp: { key: secretOnly },
  hmac: { secret: secretOnly },
  mtls: { certificate: secretOnly, key: secretOnly, passphrase: secretOnly },
  digest: { username: textOnly, password: secretOnly },
  registryToken: { username: textOnly, password: secretOnly },
};

/** What the schema cannot see: whether the fields that a placement names are there, and fit. */
export function checkDeclaredAuth(auth: unknown, fields: Fields, at: ManifestPlace): readonly Found[] {
  if (textAt(auth, 'kind') === 'oauth2') return checkDeclaredSignIn(auth, fields, at);
  if (textAt(auth, 'kind') === 'several') return checkSeveral(auth, fields, at);
  return [...checkNamed(auth, fields, at), ...checkTexts(auth, fields, at), ...checkOwn(auth, fields, at)];
}

const checkNamed = (auth: unknown, fields: Fields, at: ManifestPlace): readonly Found[] => {
  const wanted = Object.entries(namedFields[textAt(auth, 'kind') ?? ''] ?? {});
  return wanted.flatMap(([key, types]) => {
    const name = textAt(auth, key);
    if (name === undefined) return [];
    const field = fields.get(name);
    if (field !== undefined && (field.type === undefined || types.includes(field.type))) return [];
    const fitting = [...fields.values()]
      .filter(({ type }) => type !== undefined && types.includes(type))
      .map(({ id }) => id);
    // Never says what stands here: it could be the secret itself.
    const sentence = `This must be the id of a field of type ${wordList(types, 'or')}${offer(name, fitting)}`;
    return fault([...at, key], sentence);
  });
};

/** The schema refuses what lies deeper; this looks before it has spoken. */
const deepest = 6;

/** Texts with fields in braces, wherever they stand in the placement. */
const checkTexts = (auth: unknown, fields: Fields, at: ManifestPlace): readonly Found[] => {
  if (textAt(auth, 'kind') === 'path') return checkKeyedPaths(auth, at);
  const plain = [...fields.values()].filter(({ type }) => type !== undefined && type !== 'secret');
  const walk = (value: unknown, place: ManifestPlace): readonly Found[] => {
    if (place.length > at.length + deepest) return [];
    if (typeof value === 'object' && value !== null)
      return Object.keys(value).flatMap((key) =>
        walk(child(value, key), [...place, Array.isArray(value) ? Number(key) : key]),
      );
    if (typeof value !== 'string') return [];
    return fieldsIn(value)
      .filter((name) => !plain.some(({ id }) => id === name))
      .map((name) => ({
        place,
        sentence: `What stands in braces must be the id of a field that is not secret${offer(
          name,
          plain.map(({ id }) => id),
        )}`,
      }));
  };
  return walk(auth, at);
};

const checkKeyedPaths = (auth: unknown, at: ManifestPlace): readonly Found[] => {
  const secret = textAt(auth, 'secret');
  return listAt(auth, 'paths')
    .slice(0, 4)
    .flatMap((path, index) =>
      typeof path !== 'string' || fieldsIn(path).every((name) => name === secret)
        ? []
        : fault([...at, 'paths', index], 'What stands in braces must be the field that `secret` names.'),
    );
};

const checkOwn = (auth: unknown, fields: Fields, at: ManifestPlace): readonly Found[] => {
  const name = textAt(auth, 'name');
  if (textAt(auth, 'kind') === 'hmac') return checkSigned(auth, at);
  if (textAt(auth, 'kind') === 'registryToken') return checkRealms(auth, fields, at);
  if (textAt(auth, 'kind') !== 'header' || name === undefined) return [];
  return isPlaceForCredential(name) ? [] : fault([...at, 'name'], noPlace);
};

/** What is signed and never sent, nobody could verify. */
const checkSigned = (auth: unknown, at: ManifestPlace): readonly Found[] => [
  ...listAt(auth, 'sign')
    .slice(0, 20)
    .flatMap((piece, index) =>
      (piece === 'timestamp' || piece === 'nonce' || piece === 'bodyDigest') &&
      child(auth, piece) === undefined
        ? fault([...at, 'sign', index], `This is signed, so \`${piece}\` must say how it is made.`)
        : [],
    ),
  ...(credentialNames(auth).headers.some((name) => !isPlaceForCredential(name)) ? fault(at, noPlace) : []),
];

const checkRealms = (auth: unknown, fields: Fields, at: ManifestPlace): readonly Found[] =>
  listAt(auth, 'realms')
    .slice(0, 4)
    .flatMap((realm, index) => {
      const name = typeof realm === 'string' ? fieldIn(realm) : undefined;
      const urls = [...fields.values()].filter(({ type }) => type === 'url').map(({ id }) => id);
      return name === undefined || urls.includes(name)
        ? []
        : fault(
            [...at, 'realms', index],
            `What stands in braces must be the id of a url field${offer(name, urls)}`,
          );
    });

const noPlace = 'A credential cannot go into this header, since HTTP or the broker sets it.';
const isPlaceForCredential = (name: string): boolean =>
  fold(name) === 'authorization' || !neverSet.test(fold(name));

const checkSeveral = (auth: unknown, fields: Fields, at: ManifestPlace): readonly Found[] => {
  const taken = new Set<string>();
  return listAt(auth, 'parts')
    .slice(0, 4)
    .flatMap((part, index) => {
      const place: ManifestPlace = [...at, 'parts', index];
      const { headers, query } = credentialNames(part);
      const names = [
        ...headers.map((name) => `header ${fold(name)}`),
        ...query.map((name) => `query ${name}`),
      ];
      const kind = textAt(part, 'kind') ?? '';
      if (['path', 'mtls'].includes(kind)) names.push(kind);
      const twice = names.some((name) => taken.has(name));
      for (const name of names) taken.add(name);
      const found = checkDeclaredAuth(part, fields, place);
      return twice
        ? [
            ...found,
            {
              place,
              sentence: 'An earlier part goes to the same place already; one of the two would be lost.',
            },
          ]
        : found;
    });
};
