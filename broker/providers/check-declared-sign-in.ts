import { fieldsIn } from '@valetkey/api-contracts';
import type { Found } from './fault.ts';
import { wordList } from './nearest-word.ts';
import { type Fields, offer } from './offer-fields.ts';
import { child, listAt, type ManifestPlace, placeText, textAt } from './place.ts';

/** Each `{field}` is a field that is always there; what it makes of an address is judged when it is filled in. */
export function checkDeclaredSignIn(auth: unknown, fields: Fields, at: ManifestPlace): readonly Found[] {
  const found: Found[] = [];
  const client = child(auth, 'client');
  const endpoints = child(auth, 'endpoints');
  const vouching = child(auth, 'identityProvider');
  const texts: [string, ManifestPlace][] = [
    ...(['issuer', 'resource'] as const).map((key): [string, ManifestPlace] => [
      textAt(auth, key) ?? '',
      [...at, key],
    ]),
    ...['authorization', 'token', 'deviceAuthorization', 'pushedAuthorization', 'revocation'].map(
      (key): [string, ManifestPlace] => [textAt(endpoints, key) ?? '', [...at, 'endpoints', key]],
    ),
    ...listAt(auth, 'origins').map((origin, index): [string, ManifestPlace] => [
      typeof origin === 'string' ? origin : '',
      [...at, 'origins', index],
    ]),
    [textAt(client, 'id') ?? '', [...at, 'client', 'id']],
    ...Object.entries(child(child(auth, 'tokenRequest'), 'parameters') ?? {})
      .slice(0, 32)
      .map(([name, template]): [string, ManifestPlace] => [
        typeof template === 'string' ? template : '',
        [...at, 'tokenRequest', 'parameters', name],
      ]),
    ...['issuer', 'token', 'clientId'].map((key): [string, ManifestPlace] => [
      textAt(vouching, key) ?? '',
      [...at, 'identityProvider', key],
    ]),
  ];
  // An MCP server at which the client is registered where the user has none to name.
  const mayBeEmpty = new Set(
    textAt(auth, 'discovery') !== undefined && vouching === undefined
      ? [placeText([...at, 'client', 'id'])]
      : [],
  );
  for (const [text, place] of texts) {
    for (const name of fieldsIn(text)) {
      const field = fields.get(name);
      const fitting = [...fields.values()]
        .filter(
          ({ type, required, conditional }) =>
            type !== 'secret' && !conditional && (required || mayBeEmpty.has(placeText(place))),
        )
        .map(({ id }) => id);
      if (field === undefined || !fitting.includes(name))
        found.push({
          place,
          sentence: `What stands in braces must be the id of a required plain field${offer(name, fitting)}`,
        });
    }
  }
  const secrets = [...fields.values()].filter(({ type }) => type === 'secret').map(({ id }) => id);
  const named: [string | undefined, ManifestPlace][] = [
    [textAt(client, 'secret'), [...at, 'client', 'secret']],
    [textAt(vouching, 'idToken'), [...at, 'identityProvider', 'idToken']],
  ];
  for (const [secret, place] of named)
    if (secret !== undefined && !secrets.includes(secret))
      found.push({
        place,
        sentence: `This must be the id of a field of type secret${offer(secret, secrets)}`,
      });
  // With discovery the MCP server names the issuer, and that its endpoints.
  if (textAt(auth, 'issuer') !== undefined || textAt(auth, 'discovery') !== undefined) return found;
  const needed: readonly (readonly [string, string])[] = [
    ['authorizationCode', 'authorization'],
    ['deviceCode', 'deviceAuthorization'],
  ];
  const missing = [
    ...(textAt(endpoints, 'token') === undefined ? ['token'] : []),
    ...needed
      .filter(([flow, key]) => listAt(auth, 'flows').includes(flow) && textAt(endpoints, key) === undefined)
      .map(([, key]) => key),
  ];
  if (missing.length > 0)
    found.push({
      place: at,
      sentence: `Without an issuer the endpoints must name ${wordList(missing, 'and')}.`,
    });
  return found;
}
