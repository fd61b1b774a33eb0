import { z } from 'zod';
import { isSafePattern } from './field-pattern.ts';
import { fieldId } from './provider-auth.ts';
import { declaredRequest, jsonPointer } from './provider-request.ts';

export const label = z.string().min(1).max(80);
export const sentence = z.string().min(1).max(400);

const conditionValue = z.union([z.string().max(200), z.number(), z.boolean()]);

/**
 * Asks for a field only while an earlier one has a value; `asked-for.ts` decides it, in the page and in main. Not a
 * rule of access: what is not asked for is simply left out.
 */
export const fieldCondition = z.union(
  [
    z.strictObject({ field: fieldId, equals: conditionValue }),
    z.strictObject({ field: fieldId, in: z.array(conditionValue).min(1).max(50) }),
  ],
  'must hold `field` and either `equals` or `in`',
);
export type FieldCondition = z.output<typeof fieldCondition>;

/** A heading under which fields stand together. Its own condition holds for all of them. */
export const fieldGroup = z.strictObject({
  id: fieldId,
  label,
  help: sentence.optional(),
  when: fieldCondition.optional(),
  /** Shown closed at first: for what most people leave as it is. */
  folded: z.boolean().optional(),
});
export type FieldGroup = z.output<typeof fieldGroup>;

const commonField = {
  id: fieldId,
  label,
  help: sentence.optional(),
  required: z.boolean().default(true),
  when: fieldCondition.optional(),
  /** The id of one of the provider's `groups`. */
  group: fieldId.optional(),
};
const placeholder = z.string().max(80).optional();
const pattern = z
  .string()
  .max(200)
  .refine(
    isSafePattern,
    'must be a regular expression without nested repetition, lookaround or back-references',
  );

/** `api.example.com` is that host alone; `*.example.com` is every host below it, and not `example.com` itself. */
export const hostRule = z
  .string()
  .max(253)
  .regex(
    /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be a host such as api.example.com, or *.example.com for all below it',
  );

/**
 * Options that the service itself tells, once somebody has signed in: the organisation, the site, the team. The
 * request is made in main with the connection's credential; the user's choice is saved like any other plain field.
 */
export const optionsRequest = declaredRequest.extend({
  /** To the list; empty where the answer is the list. */
  list: jsonPointer.default(''),
  /** From an element to what is saved: text or a whole number. */
  value: jsonPointer,
  /** From an element to what is shown; absent, the value is shown. */
  label: jsonPointer.optional(),
});

export const providerField = z.discriminatedUnion('type', [
  z.strictObject({
    ...commonField,
    type: z.literal('string'),
    placeholder,
    pattern: pattern.optional(),
    default: z.string().max(1000).optional(),
  }),
  /** Always an origin's rules: https, or http on loopback; no user name. What stands here narrows them. */
  z.strictObject({
    ...commonField,
    type: z.literal('url'),
    placeholder,
    default: z.string().max(500).optional(),
    /** Not even http://localhost. */
    httpsOnly: z.boolean().optional(),
    /** The only hosts that are taken, each at https and its usual port. */
    hosts: z.array(hostRule).min(1).max(32).optional(),
    /** For an address that no origin is taken from; those never have a path. */
    noPath: z.boolean().optional(),
  }),
  z.strictObject({
    ...commonField,
    type: z.literal('number'),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    default: z.number().optional(),
  }),
  z.strictObject({ ...commonField, type: z.literal('boolean'), default: z.boolean().default(false) }),
  z.strictObject({
    ...commonField,
    type: z.literal('enum'),
    options: z
      .array(z.strictObject({ value: z.string().min(1).max(200), label, description: sentence.optional() }))
      .min(1)
      .max(50),
    default: z.string().max(200).optional(),
  }),
  z.strictObject({
    ...commonField,
    type: z.literal('secret'),
    placeholder,
    pattern: pattern.optional(),
    /** A private key or certificates (RFC 7468): several lines, between BEGIN and END. */
    format: z.literal('pem').optional(),
  }),
  /** Chosen in a second step, after the connection was saved with its credential. */
  z.strictObject({ ...commonField, type: z.literal('choice'), options: optionsRequest }),
]);
export type ProviderField = z.output<typeof providerField>;
