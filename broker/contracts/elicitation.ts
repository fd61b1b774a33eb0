import { extensionId, instant, nonce } from '@valetkey/api-contracts';
import { z } from 'zod';
import type { Message } from './texts/message.ts';
import type { Say } from './texts/say.ts';

/** The bounds of a form: a person reads all of it before they answer. */
export const mostElicitedFields = 32;
export const mostElicitedOptions = 200;
export const longestElicitedText = 10_000;

const count = z.int().nonnegative();
const about = z.strictObject({
  /** The server's words, with control and direction characters escaped. */
  label: z.string().min(1).max(400),
  hint: z.string().max(2_000).optional(),
  required: z.boolean(),
});
const options = z.array(z.string().max(400)).min(1).max(mostElicitedOptions);

/** One field of a form. Options are known by their place, so that no page handles what a server names them. */
export const elicitationField = z.discriminatedUnion('kind', [
  about.extend({
    kind: z.literal('text'),
    format: z.enum(['email', 'uri', 'date', 'date-time']).optional(),
    minLength: count,
    maxLength: count.max(longestElicitedText),
    default: z.string().max(longestElicitedText).optional(),
    /** It reads like a question for a secret, so it is not shown while it is typed. */
    masked: z.boolean(),
  }),
  about.extend({
    kind: z.literal('number'),
    integer: z.boolean(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    default: z.number().optional(),
  }),
  about.extend({ kind: z.literal('boolean'), default: z.boolean().optional() }),
  about.extend({ kind: z.literal('choice'), options, default: count.optional() }),
  about.extend({
    kind: z.literal('choices'),
    options,
    minItems: count,
    maxItems: count,
    default: z.array(count).max(mostElicitedOptions).optional(),
  }),
]);
export type ElicitationField = z.output<typeof elicitationField>;

/** What an MCP server asks the person, shown by main and never by the extension that the server works for. */
export const elicitationPrompt = z.strictObject({
  nonce,
  /** As the server calls itself. */
  server: z.string().max(400),
  connection: z.strictObject({
    displayName: z.string().max(400),
    origins: z.array(z.string().max(300)).max(64),
    /** The command of a server that is a program. */
    program: z.string().max(300_000).optional(),
  }),
  extension: z.strictObject({
    id: extensionId,
    displayName: z.string().max(80),
    publisher: z.string().max(64),
    version: z.string().max(64),
  }),
  message: z.string().max(4_000),
  /** It reads like a question for a secret. */
  looksSecret: z.boolean(),
  asks: z.discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('form'), fields: z.array(elicitationField).max(mostElicitedFields) }),
    /** The whole address. It opens in the system browser after a press. */
    z.strictObject({ mode: z.literal('url'), address: z.string().max(8_192), origin: z.string().max(300) }),
  ]),
  /** When unanswered, the answer is Cancel. */
  expiresAt: instant,
});
export type ElicitationPrompt = z.output<typeof elicitationPrompt>;

/** Null: the field is left out. Of a choice, the place of its option; of several, their places. */
export const elicitedValue = z.union([
  z.null(),
  z.string().max(longestElicitedText),
  z.number(),
  z.boolean(),
  z.array(count).max(mostElicitedOptions),
]);
export type ElicitedValue = z.output<typeof elicitedValue>;

export const elicitationAnswer = z.discriminatedUnion('action', [
  z.strictObject({
    nonce,
    action: z.literal('accept'),
    /** In the order of the fields; none for an address. */
    values: z.array(elicitedValue).max(mostElicitedFields),
  }),
  z.strictObject({ nonce, action: z.enum(['decline', 'cancel']) }),
]);
export type ElicitationAnswer = z.output<typeof elicitationAnswer>;

/** Why this is no answer to the field, for the person who gave it. Undefined: it is one. */
export function misfitOfElicited(
  say: Say,
  field: ElicitationField,
  value: ElicitedValue,
): string | undefined {
  const notOfKind = say('This is not what the field takes.');
  if (value === null) return field.required ? say('Fill this in.') : undefined;
  switch (field.kind) {
    case 'text':
      return typeof value === 'string' ? misfitOfText(say, field, value) : notOfKind;
    case 'number':
      return typeof value === 'number' ? misfitOfNumber(say, field, value) : notOfKind;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : notOfKind;
    case 'choice':
      return typeof value === 'number' && field.options[value] !== undefined ? undefined : notOfKind;
    case 'choices': {
      if (!Array.isArray(value) || new Set(value).size !== value.length) return notOfKind;
      if (value.some((at) => field.options[at] === undefined)) return notOfKind;
      if (value.length < field.minItems) return say('Choose at least {least}.', { least: field.minItems });
      return value.length > field.maxItems
        ? say('Choose at most {most}.', { most: field.maxItems })
        : undefined;
    }
  }
}

type Of<Kind extends ElicitationField['kind']> = Extract<ElicitationField, { kind: Kind }>;

const misfitOfText = (
  say: Say,
  { format, minLength, maxLength }: Of<'text'>,
  value: string,
): string | undefined => {
  const length = [...value].length;
  if (length < minLength) return say('Use at least {count} characters.', { count: minLength });
  if (length > maxLength) return say('Use at most {count} characters.', { count: maxLength });
  if (format === undefined || formats[format].schema.safeParse(value).success) return undefined;
  return say(formats[format].says);
};

const formats = {
  email: { schema: z.email(), says: 'Enter an email address.' },
  uri: { schema: z.url(), says: 'Enter a whole address, such as https://example.com.' },
  date: { schema: z.iso.date(), says: 'Enter a date, such as 2026-07-28.' },
  'date-time': {
    schema: z.iso.datetime({ offset: true }),
    says: 'Enter a date and time, such as 2026-07-28T09:30:00Z.',
  },
} as const satisfies Readonly<Record<string, { readonly schema: z.ZodType; readonly says: Message }>>;

const misfitOfNumber = (
  say: Say,
  { integer, minimum, maximum }: Of<'number'>,
  value: number,
): string | undefined => {
  if (!Number.isFinite(value)) return say('Enter a number.');
  if (integer && !Number.isSafeInteger(value)) return say('Enter a whole number.');
  // Written as it has to be typed, whatever the language is.
  if (minimum !== undefined && value < minimum)
    return say('Enter {least} or more.', { least: String(minimum) });
  return maximum !== undefined && value > maximum
    ? say('Enter {most} or less.', { most: String(maximum) })
    : undefined;
};
