import { fieldsIn } from '@valetkey/api-contracts';
import type { Found } from './fault.ts';
import { wordList } from './nearest-word.ts';
import { type Fields, offer } from './offer-fields.ts';
import { child, listAt, type Place, textAt } from './place.ts';

/** Each `{field}` is a field that is always there; what it makes of an address is judged when it is filled in. */
export const checkDeclaredSignIn = (auth: unknown, fields: Fields, at: Place): readonly Found[] => {
  const found: Found[] = [];
  const client = child(auth, 'client');
  const endpoints = child(auth, 'endpoints');
  const vouching = child(auth, 'identityProvider');
  const texts: [string, Place][] = [
    ...(['issuer', 'resource'] as const).map((key): [string, Place] => [
      textAt(auth, key) ?? '',
      [...at, key],
    ]),
    ...['authorization', 'token', 'deviceAuthorization', 'pushedAuthorization', 'revocation'].map(
      (key): [string, Place] => [textAt(endpoints, key) ?? '', [...at, 'endpoints', key]],
    ),
    ...listAt(auth, 'origins').map((origin, index): [string, Place] => [
      typeof origin === 'string' ? origin : '',
      [...at, 'origins', index],
    ]),
    [textAt(client, 'id') ?? '', [...at, 'client', 'id']],
    ...['issuer', 'token', 'clientId'].map((key): [string, Place] => [
      textAt(vouching, key) ?? '',
      [...at, 'identityProvider', key],
    ]),
  ];
  for (const [text, place] of texts) {
    for (const name of fieldsIn(text)) {
      const field = fields.get(name);
      const fitting = [...fields.values()]
        .filter(({ type, required, conditional }) => type !== 'secret' && required && !conditional)
        .map(({ id }) => id);
      if (field === undefined || !fitting.includes(name))
        found.push({
          place,
          sentence: `What stands in braces must be the id of a required plain field${offer(name, fitting)}`,
        });
    }
  }
  const secrets = [...fields.values()].filter(({ type }) => type === 'secret').map(({ id }) => id);
  const named: [string | undefined, Place][] = [
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
};
