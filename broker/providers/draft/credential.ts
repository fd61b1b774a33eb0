import { defined, type JsonObject } from '@valetkey/api-contracts';
import type { Say } from '../../contracts/texts/say.ts';
import { isObject } from '../../json/is-object.ts';
import type { ApiDocument } from './api-document.ts';
import { quotedWord } from './quoted-word.ts';
import { statesSecurity } from './test-request.ts';

/** How a service is signed in to, as a provider declares it: `auth`, and the fields that the user fills in for it. */
export type DraftCredential = {
  readonly auth: JsonObject;
  readonly fields: readonly JsonObject[];
  readonly notes: readonly string[];
  readonly advice: readonly string[];
};

const withoutRemarks = (auth: JsonObject, fields: readonly JsonObject[]): DraftCredential => ({
  auth,
  fields,
  notes: [],
  advice: [],
});
const nothing = withoutRemarks({ kind: 'none' }, []);
const secret = (id: string, label: string): JsonObject => ({ id, type: 'secret', label });

/** In YAML thousands of ways may be the same one, with thousands of names. */
const mostWays = 40;
const mostTogether = 8;

/**
 * Of the ways to sign in that the document requires, the first that can be declared: it lists them as alternatives. The
 * others are named in the notes.
 */
export function credentialOf(
  say: Say,
  document: ApiDocument,
  operation: JsonObject | undefined,
): DraftCredential {
  const schemes = schemesOf(document);
  const required = operation?.['security'] ?? document.root['security'];
  const listed = Array.isArray(required) ? required.slice(0, mostWays).filter(isObject).map(Object.keys) : [];
  const asked = listed.filter((names) => names.length > 0 && names.length <= mostTogether);
  // A document may describe how to sign in, and forget to say that one has to.
  const ways = asked.length > 0 ? asked : [...schemes.keys()].slice(0, mostWays).map((name) => [name]);
  const drafts = ways.map((names) => ({ names, draft: together(say, names, schemes) }));
  const chosen = drafts.find(({ draft }) => draft !== undefined);
  const others = drafts
    .filter((one) => one !== chosen)
    .map(({ names, draft }) => {
      const way = names.map((name) => quotedWord(say, name)).join(' + ');
      return draft === undefined ? say('{way} (not known here)', { way }) : way;
    });
  const notes = [
    ...(asked.length === 0 && ways.length > 0 && !statesSecurity(document)
      ? [say('The document describes how to sign in and does not say where it is required.')]
      : []),
    ...(ways.length === 0 ? [say('The document names no credential, so none is sent.')] : []),
    ...(others.length > 0
      ? [say('Other ways to sign in that the document names: {ways}.', { ways: others.join(', ') })]
      : []),
  ];
  if (chosen?.draft !== undefined) return { ...chosen.draft, notes: [...chosen.draft.notes, ...notes] };
  const unknown =
    ways.length > 0 ? [say('None of its ways to sign in can be declared: no credential is sent.')] : [];
  return { ...nothing, notes: [...notes, ...unknown] };
}

const schemesOf = ({ root, objectOf }: ApiDocument): ReadonlyMap<string, JsonObject> => {
  const components = objectOf(root['components']);
  const all = objectOf(components?.['securitySchemes']) ?? objectOf(root['securityDefinitions']) ?? {};
  return new Map(
    Object.entries(all).flatMap(([name, value]) => {
      const scheme = objectOf(value);
      return scheme === undefined ? [] : [[name, scheme] as const];
    }),
  );
};

/** Several that go on the same request. */
const together = (
  say: Say,
  names: readonly string[],
  schemes: ReadonlyMap<string, JsonObject>,
): DraftCredential | undefined => {
  const parts = names.map((name, at) => one(say, schemes.get(name) ?? {}, at === 0 ? '' : String(at + 1)));
  const known = parts.filter((part) => part !== undefined);
  if (known.length < parts.length || known.length === 0) return undefined;
  if (known.length === 1) return known[0];
  if (known.some(({ auth }) => auth['kind'] === 'oauth2')) return undefined;
  return {
    auth: { kind: 'several', parts: known.map(({ auth }) => auth) },
    fields: known.flatMap(({ fields }) => fields),
    notes: known.flatMap(({ notes }) => notes),
    advice: known.flatMap(({ advice }) => advice),
  };
};

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `nth` keeps the ids of fields apart. */
const one = (say: Say, scheme: JsonObject, nth: string): DraftCredential | undefined => {
  const { type, scheme: http, name, in: place } = scheme;
  const id = `token${nth}`;
  const kind = type === 'basic' ? 'basic' : type === 'http' ? textIn(http).toLowerCase() : undefined;
  if (kind === 'bearer') return withoutRemarks({ kind, secret: id }, [secret(id, 'Access token')]);
  if (kind === 'basic' || kind === 'digest') {
    const [username, password] = [`user${nth}`, `password${nth}`];
    return withoutRemarks({ kind, username, password }, [
      { id: username, type: 'string', label: 'User name' },
      secret(password, 'Password'),
    ]);
  }
  if (type === 'apiKey' && typeof name === 'string') {
    if (place !== 'header' && place !== 'query') return undefined;
    const draft = withoutRemarks({ kind: place, name, secret: id }, [secret(id, 'API key')]);
    return place === 'header' && name.toLowerCase() === 'authorization'
      ? { ...draft, ...bareKey(say) }
      : draft;
  }
  if (type === 'oauth2') return oauth(say, scheme);
  if (type === 'openIdConnect') return openId(say, scheme);
  return undefined;
};

const bareKey = (say: Say): Pick<DraftCredential, 'notes' | 'advice'> => ({
  notes: [
    say(
      'The key is sent in Authorization as it is entered. Some services expect a word such as Bearer before it.',
    ),
  ],
  advice: ['If the service expects a word before the key, add `prefix`.'],
});

const client = {
  fields: [
    { id: 'clientId', type: 'string', label: 'Client id' },
    { id: 'clientSecret', type: 'secret', label: 'Client secret', required: false },
  ],
  auth: { id: '{clientId}', secret: 'clientSecret' },
};

const registerNote = (say: Say): string =>
  say('Register an application at the service: its client id and secret are what the user fills in.');

const oauth = (say: Say, scheme: JsonObject): DraftCredential | undefined => {
  const flows = isObject(scheme['flows']) ? scheme['flows'] : {};
  // Swagger 2 names one flow, beside its addresses.
  const withCode = flows['authorizationCode'] ?? (scheme['flow'] === 'accessCode' ? scheme : undefined);
  const alone = flows['clientCredentials'] ?? (scheme['flow'] === 'application' ? scheme : undefined);
  const [flow, found] = isObject(withCode)
    ? (['authorizationCode', withCode] as const)
    : (['clientCredentials', alone] as const);
  if (!isObject(found) || typeof found['tokenUrl'] !== 'string') return undefined;
  const authorization = flow === 'authorizationCode' ? found['authorizationUrl'] : undefined;
  const scopes = isObject(found['scopes']) ? Object.keys(found['scopes']) : [];
  return {
    auth: {
      kind: 'oauth2',
      flows: [flow],
      endpoints: defined({ authorization, token: found['tokenUrl'] }),
      client: client.auth,
    },
    fields: client.fields,
    notes: [registerNote(say), ...(scopes.length === 0 ? [] : [say('No scope is asked for.')])],
    advice:
      scopes.length === 0
        ? []
        : [`Name in \`scopes\` those that you need: ${scopes.slice(0, 12).join(', ')}.`],
  };
};

const openId = (say: Say, { openIdConnectUrl: url }: JsonObject): DraftCredential | undefined => {
  const issuer = /^(https:\/\/.+)\/\.well-known\/openid-configuration$/.exec(textIn(url))?.[1];
  if (issuer === undefined) return undefined;
  return {
    auth: { kind: 'oauth2', issuer, client: client.auth },
    fields: client.fields,
    notes: [registerNote(say)],
    advice: [],
  };
};
