import { z } from 'zod';
import { isSafePattern } from './field-pattern.ts';
import { fieldId } from './provider-auth.ts';
import { declaredRequest, jsonPointer } from './provider-request.ts';
import { withEither } from './with-either.ts';

/** What a field of a connection holds. */
export const fieldValue = z.union([z.string().max(2000), z.number(), z.boolean()]);
export type FieldValue = z.output<typeof fieldValue>;

export const label = z.string().min(1).max(80);
export const sentence = z.string().min(1).max(400);

const conditionValue = z.union([z.string().max(200), z.number(), z.boolean()]);

/**
 * Asks for a field only while an earlier one has a value; `asked-for.ts` decides it, in the page and in main. Not a
 * rule of access: what is not asked for is simply left out.
 */
export const fieldCondition = withEither(
  { field: fieldId.describe('An earlier field.') },
  { equals: conditionValue.describe('The value it must have.') },
  { in: z.array(conditionValue).min(1).max(50).describe('The values of which it must have one.') },
  'must hold `field` and either `equals` or `in`',
);
export type FieldCondition = z.output<typeof fieldCondition>;

/** A heading under which fields stand together. Its own condition holds for all of them. */
export const fieldGroup = z.strictObject({
  id: fieldId.describe('For the `group` of fields.'),
  label: label.describe('The heading.'),
  help: sentence.optional().describe('A sentence below the heading.'),
  when: fieldCondition.optional().describe('Asks for all of its fields only while this holds.'),
  folded: z.boolean().optional().describe('Shown closed at first: for what most people leave as it is.'),
});
export type FieldGroup = z.output<typeof fieldGroup>;

const commonField = {
  id: fieldId.describe('A camelCase word by which the rest of this description names it.'),
  label: label
    .optional()
    .describe('What the form says beside it; made from `id` where it is absent: “Client ID” of clientId.'),
  help: sentence.optional().describe('A sentence below it: where the user finds what belongs here.'),
  required: z.boolean().default(true).describe('Whether a connection can do without it.'),
  when: fieldCondition.optional().describe('Asks for it only while an earlier field has a value.'),
  group: fieldId.optional().describe('The id of one of the provider’s `groups`.'),
};
const placeholder = z.string().max(80).optional().describe('Shown while nothing is typed; never a value.');
const pattern = z
  .string()
  .max(200)
  .refine(
    isSafePattern,
    'must be a regular expression without nested repetition, lookaround or back-references',
  )
  .describe('What it must match; with ^ and $ the whole of it.');

/** `api.example.com` is that host alone; `*.example.com` is every host below it, and not `example.com` itself. */
export const hostRule = z
  .string()
  .max(253)
  .regex(
    /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be a host such as api.example.com, or *.example.com for all below it',
  );

/** One host, and not all below it. */
const plainHost = z
  .string()
  .max(253)
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be a host such as api.eu.example.com',
  );

/**
 * Options that the service itself tells, once somebody has signed in: the organisation, the site, the team. The
 * request is made in main with the connection's credential; the user's choice is saved like any other plain field.
 */
export const optionsRequest = declaredRequest.extend({
  list: jsonPointer.default('').describe('To the list; empty where the answer is the list.'),
  value: jsonPointer.describe('From an element to what is saved: text or a whole number.'),
  label: jsonPointer.optional().describe('From an element to what is shown; absent, the value is shown.'),
});

const declaredField = z.discriminatedUnion('type', [
  z.strictObject({
    ...commonField,
    type: z.literal('string').describe('Text.'),
    placeholder,
    pattern: pattern.optional(),
    default: z.string().max(1000).optional().describe('What stands there at first.'),
  }),
  /** Always an origin's rules: https, or http on loopback; no user name. What stands here narrows them. */
  z.strictObject({
    ...commonField,
    type: z.literal('url').describe('An address.'),
    placeholder,
    default: z.string().max(500).optional().describe('What stands there at first.'),
    httpsOnly: z.boolean().optional().describe('Not even http://localhost.'),
    hosts: z
      .array(hostRule)
      .min(1)
      .max(32)
      .optional()
      .describe('The only hosts that are taken, each at https and its usual port.'),
    noPath: z
      .boolean()
      .optional()
      .describe('For an address that no origin is taken from; those never have a path.'),
  }),
  z.strictObject({
    ...commonField,
    type: z.literal('number').describe('A number.'),
    minimum: z.number().optional().describe('The least.'),
    maximum: z.number().optional().describe('The most.'),
    default: z.number().optional().describe('What stands there at first.'),
  }),
  z.strictObject({
    ...commonField,
    type: z.literal('boolean').describe('Yes or no.'),
    default: z.boolean().default(false).describe('Ticked at first.'),
  }),
  z.strictObject({
    ...commonField,
    type: z.literal('enum').describe('One of several options.'),
    options: z
      .array(
        z.strictObject({
          value: z.string().min(1).max(200).describe('What is saved.'),
          label: label.describe('What is shown.'),
          description: sentence.optional().describe('What choosing it means.'),
        }),
      )
      .min(1)
      .max(50)
      .describe('What there is to choose from.'),
    default: z.string().max(200).optional().describe('The value that is chosen at first.'),
  }),
  z.strictObject({
    ...commonField,
    type: z.literal('secret').describe('A secret: it goes into the vault, and no extension ever sees it.'),
    placeholder,
    pattern: pattern.optional(),
    format: z
      .literal('pem')
      .optional()
      .describe('A private key or certificates (RFC 7468): several lines, between BEGIN and END.'),
  }),
  /** Read as an `enum` of their addresses, so that form, check and migration need to know nothing of it. */
  z.strictObject({
    ...commonField,
    type: z
      .literal('region')
      .describe('Which of the service’s regions: one choice, and the host follows from it.'),
    hosts: z
      .record(label, plainHost)
      .refine(
        (hosts) => Object.keys(hosts).length >= 1 && Object.keys(hosts).length <= 50,
        'must name 1 to 50 hosts',
      )
      .describe('What is shown, and the host that it stands for. The first one is chosen at first.'),
  }),
  /** Read as a `string` with a pattern, likewise. */
  z.strictObject({
    ...commonField,
    type: z.literal('date').describe('A day, as 2027-01-31: when a key ends, for `expiry`.'),
  }),
  /** Chosen in a second step, after the connection was saved with its credential. */
  z.strictObject({
    ...commonField,
    type: z.literal('choice').describe('Chosen from what the service offers, once somebody has signed in.'),
    options: optionsRequest.describe('Where the options come from.'),
  }),
]);

/** RFC 3339, section 5.6: a full date. */
export const datePattern = '^20[0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$';

/** As it is declared, with a label in any case, and with the addresses of its regions as options. */
export const providerField = declaredField.transform((field) => {
  const named = field.label ?? labelOf(field.type === 'region' ? 'region' : field.id);
  if (field.type === 'date')
    return {
      ...field,
      label: named,
      type: 'string' as const,
      pattern: datePattern,
      placeholder: '2027-01-31',
    };
  if (field.type !== 'region') return { ...field, label: named };
  const { hosts, type: _, ...others } = field;
  const options: { value: string; label: string; description?: string | undefined }[] = Object.entries(
    hosts,
  ).map(([shown, host]) => ({ value: `https://${host}`, label: shown }));
  return { ...others, label: named, type: 'enum' as const, options, default: options[0]?.value };
});
export type ProviderField = z.output<typeof providerField>;

/** `accessKeyId` is “Access key ID”. */
const labelOf = (id: string): string => {
  const words = id
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\b(?:id|url|api)\b/g, (word) => word.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
};
