import { z } from 'zod';

export const fieldId = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'must be a camelCase word of at most 40 letters and digits');
export const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+\-.^_`|~]{1,64}$/, 'must be the name of an HTTP header');
/** Goes before what is placed in a header, as it stands, a separating space included. */
export const headerPrefix = z.string().regex(/^[\x21-\x7e ]{1,40}$/);

/**
 * Text in which `{region}` stands for what the user entered in the plain field `region`. Secret fields are never
 * filled in: what is written this way is shown to the user, and is not scrubbed from answers.
 */
export const fieldText = z
  .string()
  .max(300)
  .regex(
    /^(?:[ -z|~]|\{[a-z][A-Za-z0-9]{0,39}\})+$/,
    'must be printable ASCII, in which {id} stands for a plain field',
  );

/** The field whose value a text stands for as a whole: `{baseUrl}`. */
export const fieldIn = (text: string): string | undefined => /^\{([a-z][A-Za-z0-9]{0,39})\}$/.exec(text)?.[1];

/** The fields that a text names, in the order in which they stand. */
export const fieldsIn = (text: string): string[] =>
  [...text.matchAll(/\{([a-z][A-Za-z0-9]{0,39})\}/g)].map(([, id = '']) => id);
