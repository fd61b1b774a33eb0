import { datePattern, fieldIn, fieldsIn } from '@valetkey/api-contracts';
import { english } from '../contracts/texts/say.ts';
import { fold, neverSet } from '../never-set.ts';
import { namesReserved } from '../reserved-query.ts';
import { checkDeclaredAuth } from './check-declared-auth.ts';
import { checkSentHeaders, credentialHeaders } from './check-declared-headers.ts';
import { checkProgram } from './check-declared-program.ts';
import { credentialNames } from './credential-names.ts';
import { type DeclaredField, declaredFields } from './declared-fields.ts';
import { type Found, fault } from './fault.ts';
import { type Fields, offer } from './offer-fields.ts';
import { child, listAt, type ManifestPlace, textAt } from './place.ts';
import { readOrigin } from './read-origin.ts';

/** Where a provider sends its secret: origins, placement, headers and the two paths. */
export function checkDeclaredReach(provider: unknown, at: ManifestPlace): readonly Found[] {
  const fields = new Map<string, DeclaredField>();
  for (const field of declaredFields(provider))
    if (field !== undefined && !fields.has(field.id)) fields.set(field.id, field);
  return [
    ...checkOrigins(provider, fields, at),
    ...checkDeclaredAuth(child(provider, 'auth'), fields, [...at, 'auth']),
    ...checkHeaders(provider, at),
    ...checkSentHeaders(provider, at),
    ...(['test', 'mcp'] as const).flatMap((key) =>
      checkPath(textAt(child(provider, key), 'path'), provider, fields, [...at, key, 'path']),
    ),
    ...checkExpiry(provider, fields, at),
    ...checkProgram(child(provider, 'mcp'), fields, [...at, 'mcp']),
    ...listAt(provider, 'fields')
      .slice(0, 40)
      .flatMap((field, index) =>
        textAt(field, 'type') === 'choice'
          ? checkPath(textAt(child(field, 'options'), 'path'), provider, fields, [
              ...at,
              ...['fields', index, 'options', 'path'],
            ])
          : [],
      ),
  ];
}

/** What it names must be there: a date that nobody can find would be a promise that is not kept. */
const checkExpiry = (provider: unknown, fields: Fields, at: ManifestPlace): readonly Found[] => {
  const expiry = child(provider, 'expiry');
  const name = textAt(expiry, 'field');
  const dates = [...fields.values()].filter(isDay).map(({ id }) => id);
  if (name !== undefined && !dates.includes(name))
    return fault([...at, 'expiry', 'field'], `This must be the id of a date field${offer(name, dates)}`);
  return textAt(expiry, 'answer') !== undefined && child(provider, 'test') === undefined
    ? fault([...at, 'expiry', 'answer'], 'Without a `test` there is no answer that holds the date.')
    : [];
};

/** A date is read as text with that pattern, and a provider that was read is one that can be declared. */
const isDay = ({ type, field }: DeclaredField): boolean =>
  type === 'date' || (field?.type === 'string' && field.pattern === datePattern);

const checkOrigins = (provider: unknown, fields: Fields, at: ManifestPlace): readonly Found[] => {
  const origins = listAt(provider, 'origins').slice(0, 16);
  return origins.flatMap((origin, index) => {
    const place = [...at, 'origins', index];
    if (typeof origin !== 'string') return [];
    if (origins.indexOf(origin) !== index)
      return fault(place, 'This origin stands here twice; name it once.');
    const name = fieldIn(origin);
    if (name !== undefined) return checkOriginField(name, fields, place);
    const parts = fieldsIn(origin);
    if (parts.length > 0) {
      const [unfit] = parts.flatMap((part) => checkFieldInAddress(part, fields, place));
      if (unfit !== undefined) return [unfit];
      const filled = readOrigin(english, origin.replace(/\{[A-Za-z0-9]+\}/g, 'x'));
      return filled.ok ? [] : fault(place, filled.sentence);
    }
    const read = readOrigin(english, origin);
    if (!read.ok) return fault(place, read.sentence);
    return read.origin === origin
      ? []
      : fault(
          place,
          `The origin must be written as \`${read.origin.slice(0, 80)}\`, which is what it means.`,
        );
  });
};

/** A part of a host or of a path: always there, never secret, and known before anything is asked of the service. */
const checkFieldInAddress = (name: string, fields: Fields, place: ManifestPlace): readonly Found[] => {
  const fitting = [...fields.values()]
    .filter(({ type, required, conditional }) => isPartOfAddress(type) && required && !conditional)
    .map(({ id }) => id);
  return fields.get(name)?.type === undefined && fields.has(name)
    ? []
    : fitting.includes(name)
      ? []
      : fault(
          place,
          `What stands in braces must be the id of a required string, number or enum field that is always shown${offer(name, fitting)}`,
        );
};
const isPartOfAddress = (type: string | undefined): boolean =>
  type === 'string' || type === 'number' || type === 'enum';

const checkOriginField = (name: string, fields: Fields, place: ManifestPlace): readonly Found[] => {
  const field = fields.get(name);
  const urls = [...fields.values()].filter(isAddress).map(({ id }) => id);
  if (field === undefined)
    return fault(place, `What stands in braces must be the id of a url field${offer(name, urls)}`);
  if (!isAddress(field))
    return fault(place, `What stands in braces must be a field of type \`url\`${offer(name, urls)}`);
  if (!field.required)
    return fault(place, 'The url field in braces must be required, or the connection could have no address.');
  return field.conditional
    ? fault(place, 'The url field in braces must be shown always, so it cannot have `when`.')
    : [];
};

/** What a region is read as is a choice of addresses; one that is written as such is as good. */
const isAddress = ({ type, field }: DeclaredField): boolean =>
  type === 'url' ||
  type === 'region' ||
  (field?.type === 'enum' && field.options.every(({ value }) => readOrigin(english, value).ok));

const checkHeaders = (provider: unknown, at: ManifestPlace): readonly Found[] => {
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

const checkPath = (
  path: string | undefined,
  provider: unknown,
  fields: Fields,
  place: ManifestPlace,
): readonly Found[] => {
  if (path === undefined) return [];
  const [unfit] = fieldsIn(path).flatMap((name) => checkFieldInAddress(name, fields, place));
  if (unfit !== undefined) return [unfit];
  if (fieldsIn(path).length === 0 && /[{}]/.test(path))
    return fault(place, 'Braces in a path must hold the id of a field: no address has any of its own.');
  const [before = '', query = ''] = path.split('?', 2);
  // The contract refuses these as they stand; here is what a server may decode into them.
  if (/%(?:2e|5c)/i.test(before) || /(?:^|\/)\.{1,2};/.test(before))
    return fault(place, 'A path must not hold an encoded dot or backslash.');
  return namesReserved(`?${query}`, credentialNames(child(provider, 'auth')).query)
    ? fault(place, 'The query must not hold the parameter that carries the credential.')
    : [];
};
