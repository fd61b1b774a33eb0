import type { JsonObject } from '@valetkey/api-contracts';
import { urlOf } from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';
import {
  type ElicitationField,
  type ElicitedValue,
  longestElicitedText,
  misfitOfElicited,
  mostElicitedFields,
  mostElicitedOptions,
} from '../contracts/elicitation.ts';
import { english } from '../contracts/texts/say.ts';
import { isObject } from '../json/is-object.ts';
import { mayOpen } from '../network/may-open.ts';
import { asksForSecret, looksSecret } from './looks-secret.ts';

/** What a server asks a person, as main shows it. `contentOf` puts an answer into the server's own names. */
export type Elicitation = {
  readonly message: string;
  readonly looksSecret: boolean;
  readonly asks:
    | { readonly mode: 'form'; readonly fields: ElicitationField[] }
    | { readonly mode: 'url'; readonly address: string; readonly origin: string };
  /** Undefined: these values do not answer it. */
  contentOf(values: readonly ElicitedValue[]): JsonObject | undefined;
};

const longestMessage = 4_000;
const longestName = 200;
const longestAddress = 4_096;

/** Undefined: no client has to understand it, or a person could not read it. */
export function readElicitation(params: JsonObject): Elicitation | undefined {
  const { mode = 'form', message, requestedSchema, url } = params;
  if (typeof message !== 'string') return undefined;
  const said = displayText(message, longestMessage);
  if (mode === 'url') return readAddress(url, said);
  if (mode !== 'form' || !isObject(requestedSchema)) return undefined;
  const { type, properties, required = [] } = requestedSchema;
  if (type !== 'object' || !isObject(properties) || !Array.isArray(required)) return undefined;
  const entries = Object.entries(properties);
  if (entries.length > mostElicitedFields) return undefined;
  const read = entries.map(([name, schema]) => readField(name, schema, required.includes(name)));
  const known = read.filter((one) => one !== undefined);
  if (known.length < read.length) return undefined;
  return Object.freeze<Elicitation>({
    message: said,
    looksSecret: asksForSecret(params),
    asks: { mode: 'form', fields: known.map(({ field }) => field) },
    contentOf: (values) => {
      if (values.length !== known.length) return undefined;
      const content: [string, unknown][] = [];
      for (const [at, { name, field, options }] of known.entries()) {
        const value = values[at] ?? null;
        if (misfitOfElicited(english, field, value) !== undefined) return undefined;
        if (value !== null) content.push([name, inOptions(value, options)]);
      }
      return Object.fromEntries(content) as JsonObject;
    },
  });
}

/** Main opens it in the system browser, so it is what any sign-in page may be, and is shown as it will be opened. */
const readAddress = (url: unknown, message: string): Elicitation | undefined => {
  const parsed = typeof url === 'string' && url.length <= longestAddress ? urlOf(url) : undefined;
  if (parsed === undefined) return undefined;
  const { href, origin } = parsed;
  if (!mayOpen(parsed) || href.length > longestAddress) return undefined;
  const asks = { mode: 'url', address: href, origin } as const;
  return Object.freeze<Elicitation>({ message, looksSecret: false, asks, contentOf: () => undefined });
};

type KnownField = {
  readonly name: string;
  readonly field: ElicitationField;
  /** What the server calls its options. */
  readonly options: readonly string[];
};

const readField = (name: string, schema: unknown, required: boolean): KnownField | undefined => {
  if (!isObject(schema) || name === '' || name.length > longestName || name === '__proto__') return undefined;
  const { title, description } = schema;
  const words = [name, title, description].filter((one) => typeof one === 'string');
  const secret = words.some(looksSecret);
  const about = {
    label: displayText(typeof title === 'string' && title !== '' ? title : name, 160),
    hint: typeof description === 'string' ? displayText(description, 1_000) : undefined,
    required,
  };
  const options = optionsOf(schema);
  if (options === 'unreadable') return undefined;
  const field =
    options === undefined ? plainField(schema, about, secret) : choiceField(schema, about, options);
  return field && { name, field, options: options?.map(({ value }) => value) ?? [] };
};

type About = Pick<ElicitationField, 'label' | 'hint' | 'required'>;
type Option = { readonly value: string; readonly title: string };

const plainField = (schema: JsonObject, about: About, masked: boolean): ElicitationField | undefined => {
  const { type, format, default: given } = schema;
  if (type === 'boolean') {
    const field = { ...about, kind: 'boolean' } as const;
    return typeof given === 'boolean' ? { ...field, default: given } : field;
  }
  if (type === 'number' || type === 'integer') {
    const minimum = numberIn(schema['minimum']);
    const maximum = numberIn(schema['maximum']);
    const field = { ...about, kind: 'number', integer: type === 'integer', minimum, maximum } as const;
    return withDefault(field, given);
  }
  if (type !== 'string') return undefined;
  const known = formats.find((one) => one === format);
  const maxLength = Math.min(countIn(schema['maxLength']) ?? longestElicitedText, longestElicitedText);
  const minLength = countIn(schema['minLength']) ?? 0;
  if (minLength > maxLength) return undefined;
  return withDefault({ ...about, kind: 'text', format: known, minLength, maxLength, masked }, given);
};

const choiceField = (schema: JsonObject, about: About, options: readonly Option[]): ElicitationField => {
  const titles = options.map(({ title, value }) => displayText(title === '' ? value : title, 200));
  const { default: given } = schema;
  const at = (value: unknown): number => options.findIndex((option) => option.value === value);
  if (schema['type'] !== 'array') {
    const field = { ...about, kind: 'choice', options: titles } as const;
    return withDefault(field, at(given));
  }
  const minItems = countIn(schema['minItems']) ?? 0;
  const maxItems = Math.min(countIn(schema['maxItems']) ?? options.length, options.length);
  const field = { ...about, kind: 'choices', options: titles, minItems, maxItems } as const;
  return withDefault(field, Array.isArray(given) ? given.map(at) : undefined);
};

/** A default that is no answer is none. */
const withDefault = (field: ElicitationField, value: unknown): ElicitationField =>
  value !== undefined &&
  value !== null &&
  misfitOfElicited(english, field, value as ElicitedValue) === undefined
    ? ({ ...field, default: value } as ElicitationField)
    : field;

/** Undefined: the field has none. */
const optionsOf = (schema: JsonObject): readonly Option[] | undefined | 'unreadable' => {
  const isMany = schema['type'] === 'array';
  const from = isMany ? schema['items'] : schema;
  if (isMany && !isObject(from)) return 'unreadable';
  const { enum: values, enumNames } = from as JsonObject;
  const titled = (from as JsonObject)[isMany ? 'anyOf' : 'oneOf'];
  if (values === undefined && titled === undefined) return isMany ? 'unreadable' : undefined;
  const read = Array.isArray(titled)
    ? titled.map((one) => (isObject(one) ? { value: one['const'], title: one['title'] } : {}))
    : Array.isArray(values)
      ? values.map((value, at) => ({
          value,
          title: (Array.isArray(enumNames) ? enumNames[at] : undefined) ?? value,
        }))
      : [];
  const options = read.filter((one): one is Option => isText(one.value) && isText(one.title));
  const isReadable = options.length === read.length && options.length > 0;
  return isReadable && options.length <= mostElicitedOptions ? options : 'unreadable';
};

const inOptions = (value: ElicitedValue, options: readonly string[]): unknown => {
  if (options.length === 0) return value;
  return Array.isArray(value) ? value.map((at) => options[at]) : options[value as number];
};

const formats = ['email', 'uri', 'date', 'date-time'] as const;
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 2_000;
const numberIn = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
const countIn = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
