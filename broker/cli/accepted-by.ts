import type { z } from 'zod';
import { CommandError } from './command-powers.ts';
import { printable } from './printable.ts';

/**
 * The value as the contract takes it. It is asked by a command's own code, since a contract takes longer to load than
 * all that this program otherwise starts with. Refused in the words in which commander refuses the others.
 */
export function acceptedBy<Schema extends z.ZodType>(
  schema: Schema,
  option: string,
  text: string | undefined,
): z.output<Schema> | undefined {
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  const why = parsed.error.issues.map(inOwnWords).join(' ');
  throw new CommandError(`error: option '${option}' argument '${printable(text)}' is invalid. ${why}`);
}

/** After "is invalid": zod says of a word that is not one of several that again, and quotes them all. */
const inOwnWords = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_value'
    ? `It is one of ${issue.values.join(', ')}.`
    : `It ${issue.message.replace(/\.?$/, '.')}`;
