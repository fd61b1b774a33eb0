import {
  type ConnectionProvider,
  datePattern,
  type FieldValue,
  fieldIn,
  fieldsIn,
  isAskedFor,
  type ProviderField,
} from '@valetkey/api-contracts';
import type { Say } from '../contracts/texts/say.ts';
import { compilePattern } from './compile-pattern.ts';
import { fieldsInPaths, pathProblem } from './fill-path.ts';
import { nearestWord } from './nearest-word.ts';
import { partOfHost, readAddress, readOrigin } from './read-origin.ts';
import type { FieldProblem } from './resolve-origins.ts';
import { outsideUrlRules } from './url-rules.ts';

export type GivenFields = {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
  /** Fields whose secret the vault holds already. */
  readonly savedSecrets?: readonly string[];
  /** A connection may be saved before its secrets are entered; then a missing one is no problem. */
  readonly secretsMayFollow?: boolean;
};
export type CheckedFields = {
  /** With defaults filled in, hidden and empty ones left out, addresses in their normal form. Never a secret. */
  readonly fields: Record<string, FieldValue>;
  /** Of the given secrets, those that are asked for with these settings and are in order: the ones to save. */
  readonly secretFields: readonly string[];
  readonly problems: readonly FieldProblem[];
};
type Rules = Pick<ConnectionProvider, 'fields' | 'groups' | 'origins' | 'auth' | 'sends'> &
  Partial<Pick<ConnectionProvider, 'test' | 'mcp'>>;

/** Redaction cannot keep shorter secrets out of an answer without tearing holes into it. */
const shortestSecret = 8;
const longestSecret = 16 * 1024;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const control = /[\u0000-\u001f\u007f]/;
/** Whether it is a key that can be used is for broker/settings to find out, which has the means. */
const pem = /^\s*-----BEGIN [A-Z0-9 ]{1,40}-----[\t\n\r -~]*-----END [A-Z0-9 ]{1,40}-----\s*$/;

/**
 * What a user filled in, against what the provider asks for. Sentences never repeat a value.
 * Free of Node modules, so that the settings page can run the same check; the broker's own run is the one that counts.
 */
export function checkFields(say: Say, provider: Rules, given: GivenFields): CheckedFields {
  const fields = new Map<string, FieldValue>();
  const problems: FieldProblem[] = [...misplaced(say, provider, given)];
  const secretFields: string[] = [];
  const patience: Patience = { left: mostMatching };
  for (const field of provider.fields) {
    if (!isAskedFor(field, provider.groups, (id) => fields.get(id))) continue; // What was typed before the field was hidden is left out, not refused.
    const tell = (sentence: string | undefined): void => {
      if (sentence !== undefined) problems.push({ field: field.id, sentence });
    };
    if (field.type === 'secret') {
      const problem = secretProblem(say, field, given, patience);
      tell(problem);
      const typed = own(given.secrets ?? {}, field.id);
      if (problem === undefined && typed !== undefined && typed !== '') secretFields.push(field.id);
      continue;
    }
    // A field that was emptied stays empty: the default must not send a secret to a place that the user took out.
    const typed = own(given.fields, field.id);
    const value = typed === undefined && field.type !== 'choice' ? field.default : typed;
    if (value === undefined || value === '') {
      // What a choice field offers is known only once the connection was saved with its credential.
      if (field.required && field.type !== 'choice') tell(say('This field is required.'));
      continue;
    }
    const judged = judge(say, field, value, provider, patience);
    if ('problem' in judged) tell(judged.problem);
    else fields.set(field.id, judged.value);
  }
  return { fields: Object.fromEntries(fields), secretFields, problems };
}

const own = (values: Readonly<Record<string, unknown>>, id: string): unknown =>
  Object.hasOwn(values, id) ? values[id] : undefined;

type Judged = { readonly value: FieldValue } | { readonly problem: string };

const judge = (
  say: Say,
  field: Exclude<ProviderField, { type: 'secret' }>,
  value: unknown,
  provider: Rules,
  patience: Patience,
): Judged => {
  if (field.type === 'boolean')
    return typeof value === 'boolean' ? { value } : { problem: say('This must be true or false.') };
  if (field.type === 'number') return judgeNumber(say, field, value);
  if (typeof value !== 'string') return { problem: say('This must be text.') };
  if (value.length > 2000)
    return { problem: say('This is too long; at most {most} characters.', { most: 2_000 }) };
  if (control.test(value))
    return { problem: say('This must not hold a line break or another control character.') };
  const isSent = provider.sends?.some((sent) => 'field' in sent && sent.field === field.id);
  if (isSent === true && !/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value))
    return {
      problem: say('This is sent in a header: letters, digits and signs of plain ASCII, no space at an end.'),
    };
  const isWhole = fieldsInPaths(provider).get(field.id);
  const inPath = isWhole === undefined ? undefined : pathProblem(say, value, isWhole);
  if (inPath !== undefined) return { problem: inPath };
  const inHost = provider.origins.some((template) => fieldsIn(template).includes(field.id));
  if (inHost && field.type === 'string' && !partOfHost.test(value))
    return { problem: say('This becomes part of a host: small letters, digits and dashes only.') };
  if (field.type === 'enum')
    return field.options.some((option) => option.value === value)
      ? { value }
      : { problem: say('Choose one of the options.') };
  if (field.type === 'choice')
    return value.length > 200
      ? { problem: say('This is too long; at most {most} characters.', { most: 200 }) }
      : { value };
  if (field.type === 'url') {
    const isOrigin = provider.origins.some((template) => fieldIn(template) === field.id);
    return judgeUrl(say, field, value, isOrigin);
  }
  const formless = patternProblem(say, field.pattern, value, patience);
  if (formless !== undefined)
    return {
      problem: field.pattern === datePattern ? say('This must be a date such as 2027-01-31.') : formless,
    };
  // RFC 7617, section 2, and RFC 7616, 3.4.2: the first colon ends the user name.
  const { auth } = provider;
  const isUser = (auth.kind === 'basic' || auth.kind === 'digest') && auth.username === field.id;
  if (isUser && value.includes(':')) return { problem: say('A user name must not hold a colon.') };
  return { value };
};

const judgeNumber = (
  say: Say,
  { minimum, maximum }: Extract<ProviderField, { type: 'number' }>,
  value: unknown,
): Judged => {
  if (typeof value !== 'number' || !Number.isFinite(value)) return { problem: say('This must be a number.') };
  if (minimum !== undefined && value < minimum)
    return { problem: say('This must be at least {least}.', { least: `${minimum}` }) };
  if (maximum !== undefined && value > maximum)
    return { problem: say('This must be at most {most}.', { most: `${maximum}` }) };
  return { value };
};

const judgeUrl = (
  say: Say,
  field: Extract<ProviderField, { type: 'url' }>,
  text: string,
  isOrigin: boolean,
): Judged => {
  const read = isOrigin ? readOrigin(say, text) : readAddress(say, text);
  if (!read.ok) return { problem: read.sentence };
  const value = 'origin' in read && typeof read.origin === 'string' ? read.origin : text;
  const problem = outsideUrlRules(say, field, value);
  return problem === undefined ? { value } : { problem };
};

const secretProblem = (
  say: Say,
  field: Extract<ProviderField, { type: 'secret' }>,
  given: GivenFields,
  patience: Patience,
): string | undefined => {
  const secret = own(given.secrets ?? {}, field.id);
  if (secret === undefined || secret === '') {
    const there = given.savedSecrets?.includes(field.id) === true || given.secretsMayFollow === true;
    return there || !field.required ? undefined : say('This secret is required.');
  }
  if (typeof secret !== 'string') return say('This must be text.');
  if (secret.length < shortestSecret)
    return say('This must have at least {least} characters.', { least: shortestSecret });
  if (secret.length > longestSecret)
    return say('This is too long; at most {most} characters.', { most: longestSecret });
  if (field.format === 'pem') {
    if (!pem.test(secret)) return say('This must be PEM: text from -----BEGIN to -----END, with both lines.');
  } else if (control.test(secret))
    return say('This must not hold a line break or another control character.');
  return patternProblem(say, field.pattern, secret, patience);
};

/** In characters times steps, of all fields together: 13 ms. Patterns are a stranger's, and this runs in main. */
const mostMatching = 1_000_000;
type Patience = { left: number };

/** As written: a pattern that should hold for the whole value says so with ^ and $. One that cannot run fits nothing. */
const patternProblem = (
  say: Say,
  pattern: string | undefined,
  value: string,
  patience: Patience,
): string | undefined => {
  if (pattern === undefined) return undefined;
  const matches = compilePattern(pattern);
  const { steps = 0 } = matches ?? {};
  if (steps * value.length > patience.left)
    return say('This is too long; at most {most} characters.', { most: Math.floor(patience.left / steps) });
  patience.left -= steps * value.length;
  return matches?.(value) === true
    ? undefined
    : say('This does not have the form that the provider asks for.');
};

/** Unknown names, and secrets among the plain fields or the other way round. */
const misplaced = (say: Say, provider: Rules, given: GivenFields): readonly FieldProblem[] => {
  const typeOf = new Map(provider.fields.map(({ id, type }) => [id, type]));
  const look = (names: readonly string[], among: 'fields' | 'secrets'): readonly FieldProblem[] =>
    names.flatMap((name) => {
      const type = typeOf.get(name);
      const field = name.slice(0, 60);
      if (type === undefined) {
        const meant = nearestWord(name, [...typeOf.keys()]);
        return [
          {
            field,
            sentence:
              meant === undefined
                ? say('The provider has no such field.')
                : say('The provider has no such field; did you mean {field}?', { field: meant }),
          },
        ];
      }
      if (among === 'fields' && type === 'secret')
        return [{ field, sentence: say('This is a secret and must be given as one.') }];
      return among === 'secrets' && type !== 'secret'
        ? [{ field, sentence: say('This is not a secret and must be given as a field.') }]
        : [];
    });
  return [...look(Object.keys(given.fields), 'fields'), ...look(Object.keys(given.secrets ?? {}), 'secrets')];
};
