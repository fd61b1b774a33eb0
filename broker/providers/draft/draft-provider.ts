import { defined, type JsonObject, urlOf } from '@valetkey/api-contracts';
import type { Say } from '../../contracts/texts/say.ts';
import { isObject } from '../../json/is-object.ts';
import type { ApiDocument } from './api-document.ts';
import { credentialOf, type DraftCredential } from './credential.ts';
import type { ProviderDraft } from './drafted.ts';
import { quotedWord } from './quoted-word.ts';
import type { ApiServer } from './servers.ts';
import { testRequestOf } from './test-request.ts';

/** Of an API that a document describes, at one of its servers. */
export function draftProvider(
  say: Say,
  document: ApiDocument,
  server: ApiServer,
  documentUrl: URL,
): ProviderDraft {
  const { root, objectOf, foreignRefs } = document;
  const info = objectOf(root['info']) ?? {};
  const test = testRequestOf(document, server.base);
  const credential = credentialOf(say, document, test?.operation);
  const paths = [`${server.base}/**`];
  const address = { id: 'url', type: 'url', label: 'Address', placeholder: 'https://api.example.com' };
  const documentation = objectOf(root['externalDocs'])?.['url'];
  const notes = [
    ...(server.origin !== undefined && server.origin !== documentUrl.origin
      ? [
          say("Read from {document}, and requests go to {server}: make sure that it is the service's.", {
            document: documentUrl.origin,
            server: server.origin,
          }),
        ]
      : []),
    ...credential.notes,
    ...elsewhere(say, credential, [documentUrl.origin, server.origin]),
    ...(test === undefined
      ? [say('No GET without required parameters was found that needs the credential, so nothing is tested.')]
      : []),
    ...(foreignRefs().length > 0
      ? [
          say('Not read, because it is in other documents: {places}.', {
            places: foreignRefs()
              .slice(0, 5)
              .map((one) => quotedWord(say, one))
              .join(', '),
          }),
        ]
      : []),
  ];
  const advice = [
    ...credential.advice,
    ...(test === undefined ? ['Add `test`, so that a connection can be tested.'] : []),
    'Only GET is asked for. Add the methods and narrow the paths that you need in `connectionRequests`.',
  ];
  return {
    provider: {
      id: 'api',
      version: 1,
      name: words(info['title'], 80) ?? documentUrl.hostname,
      description:
        words(info['summary'], 400) ?? words(firstSentence(info['description']), 400) ?? 'An HTTP API.',
      ...defined({ documentation: isHttps(documentation) ? documentation : undefined }),
      ...placed(credential, server.origin === undefined ? [address] : []),
      origins: [server.origin ?? '{url}'],
      ...defined({ test: test && { path: test.path } }),
      suggestedPaths: paths,
    },
    access: { methods: ['GET'], paths },
    notes,
    advice,
  };
}

/** The document chose where the client secret and the codes go, and it may be somebody else's. */
const elsewhere = (
  say: Say,
  { auth }: DraftCredential,
  known: readonly (string | undefined)[],
): readonly string[] => {
  const { authorization, token } = isObject(auth['endpoints']) ? auth['endpoints'] : {};
  return (
    [
      ["Users sign in at {place}: make sure that it is the service's.", authorization],
      ["The client secret and codes go to {place}: make sure that it is the service's.", token],
      [
        "The client secret and codes go where this issuer says: {place}: make sure that it is the service's.",
        auth['issuer'],
      ],
    ] as const
  ).flatMap(([sentence, address]) => {
    if (typeof address !== 'string') return [];
    const place = urlOf(address)?.origin ?? quotedWord(say, address);
    return known.includes(place) ? [] : [say(sentence, { place })];
  });
};

export const placed = (
  { auth, fields }: Pick<DraftCredential, 'auth' | 'fields'>,
  before: readonly JsonObject[],
): JsonObject => ({
  fields: [...before, ...fields],
  auth,
});

/** A service's own words, as one line of plain text. */
export const words = (text: unknown, longest: number): string | undefined => {
  if (typeof text !== 'string') return undefined;
  const line = text.replaceAll(/[\p{C}\p{Z}\s]+/gu, ' ').trim();
  return line === '' ? undefined : line.slice(0, longest).trim();
};

const firstSentence = (text: unknown): unknown =>
  typeof text === 'string' ? text.split(/(?<=[.!?])\s|\n\s*\n/)[0] : undefined;

const isHttps = (url: unknown): url is string =>
  typeof url === 'string' && /^https:\/\/[a-z0-9.-]+(?::\d{1,5})?(?:[/?#][!-~]*)?$/.test(url);
