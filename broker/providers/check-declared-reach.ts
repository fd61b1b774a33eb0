import { fieldIn } from '@valetkey/api-contracts';
import { fold, neverSet } from '../never-set.ts';
import { checkDeclaredAuth } from './check-declared-auth.ts';
import { checkSentHeaders, credentialHeaders } from './check-declared-headers.ts';
import { checkProgram } from './check-declared-program.ts';
import { credentialNames } from './credential-names.ts';
import { type DeclaredField, declaredFields } from './declared-fields.ts';
import { type Found, fault } from './fault.ts';
import { type Fields, offer } from './offer-fields.ts';
import { child, listAt, type Place, textAt } from './place.ts';
import { readOrigin } from './read-origin.ts';

/** Where a provider sends its secret: origins, placement, headers and the two paths. */
export const checkDeclaredReach = (provider: unknown, at: Place): readonly Found[] => {
  const fields = new Map<string, DeclaredField>();
  for (const field of declaredFields(provider))
    if (field !== undefined && !fields.has(field.id)) fields.set(field.id, field);
  return [
    ...checkOrigins(provider, fields, at),
    ...checkDeclaredAuth(child(provider, 'auth'), fields, [...at, 'auth']),
    ...checkHeaders(provider, at),
    ...checkSentHeaders(provider, at),
    ...(['test', 'mcp'] as const).flatMap((key) =>
      checkPath(textAt(child(provider, key), 'path'), provider, [...at, key, 'path']),
    ),
    ...checkProgram(child(provider, 'mcp'), fields, [...at, 'mcp']),
    ...listAt(provider, 'fields')
      .slice(0, 40)
      .flatMap((field, index) =>
        textAt(field, 'type') === 'choice'
          ? checkPath(textAt(child(field, 'options'), 'path'), provider, [
              ...at,
              ...['fields', index, 'options', 'path'],
            ])
          : [],
      ),
  ];
};

const checkOrigins = (provider: unknown, fields: Fields, at: Place): readonly Found[] => {
  const origins = listAt(provider, 'origins').slice(0, 16);
  return origins.flatMap((origin, index) => {
    const place = [...at, 'origins', index];
    if (typeof origin !== 'string') return [];
    if (origins.indexOf(origin) !== index)
      return fault(place, 'This origin stands here twice; name it once.');
    const name = fieldIn(origin);
    if (name !== undefined) return checkOriginField(name, fields, place);
    const read = readOrigin(origin);
    if (!read.ok) return fault(place, read.sentence);
    return read.origin === origin
      ? []
      : fault(
          place,
          `The origin must be written as \`${read.origin.slice(0, 80)}\`, which is what it means.`,
        );
  });
};

const checkOriginField = (name: string, fields: Fields, place: Place): readonly Found[] => {
  const field = fields.get(name);
  const urls = [...fields.values()].filter(({ type }) => type === 'url').map(({ id }) => id);
  if (field === undefined)
    return fault(place, `What stands in braces must be the id of a url field${offer(name, urls)}`);
  if (field.type !== 'url')
    return fault(place, `What stands in braces must be a field of type \`url\`${offer(name, urls)}`);
  if (!field.required)
    return fault(place, 'The url field in braces must be required, or the connection could have no address.');
  return field.conditional
    ? fault(place, 'The url field in braces must be shown always, so it cannot have `when`.')
    : [];
};

const checkHeaders = (provider: unknown, at: Place): readonly Found[] => {
  const credential = credentialHeaders(provider);
  const seen = new Set<string>();
  return listAt(provider, 'headers')
    .slice(0, 32)
    .flatMap((name, index) => {
      const place = [...at, 'headers', index];
      if (typeof name !== 'string') return [];
      const folded = fold(name);
      if (neverSet.test(folded))
        return fault(place, 'Extensions can never set this header, so it cannot be declared.');
      if (credential.has(folded))
        return fault(place, 'This header carries the credential, so extensions cannot set it.');
      if (seen.has(folded)) return fault(place, 'This header stands here twice; name it once.');
      seen.add(folded);
      return [];
    });
};

const checkPath = (path: string | undefined, provider: unknown, place: Place): readonly Found[] => {
  if (path === undefined) return [];
  const [before = '', query = ''] = path.split('?', 2);
  // The contract refuses these as they stand; here is what a server may decode into them.
  if (/%(?:2e|5c)/i.test(before) || /(?:^|\/)\.{1,2};/.test(before))
    return fault(place, 'A path must not hold an encoded dot or backslash.');
  const given = new URLSearchParams(query);
  return credentialNames(child(provider, 'auth')).query.some((name) => given.has(name.toLowerCase()))
    ? fault(place, 'The query must not hold the parameter that carries the credential.')
    : [];
};
