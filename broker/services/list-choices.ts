import { type ProviderField, ValetkeyError } from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';
import { atPointer } from '../providers/judge-answer.ts';
import type { Resolved } from '../resolve/resolve-connection.ts';
import { outwardError } from '../use/outward-error.ts';
import { type DeclaredRequestPowers, sendDeclared } from './declared-request.ts';

export type Choices = {
  readonly choices: { readonly value: string; readonly label: string }[];
  readonly more: boolean;
};
export type ChoiceField = Extract<ProviderField, { type: 'choice' }>;

const mostChoices = 200;

/** Throws `not-found`: the provider has no such field. */
export const choiceFieldOf = ({ provider }: Resolved, fieldId: string): ChoiceField => {
  const field = provider.fields.find(
    (candidate): candidate is ChoiceField => candidate.type === 'choice' && candidate.id === fieldId,
  );
  if (field === undefined) throw new ValetkeyError({ code: 'not-found' });
  return field;
};

/**
 * Asks the service for what a choice field offers. Elements without a usable value are passed over; of two with one
 * value the first stays. Throws `choices-unavailable`: the answer is not the list that the provider describes; or what
 * stands in the way of any request.
 */
export async function listChoices(
  { inUse }: Resolved,
  field: ChoiceField,
  powers: DeclaredRequestPowers,
): Promise<Choices> {
  const { list, value, label = value } = field.options;
  const answer = await sendDeclared(inUse, field.options, true, powers).catch((error) => {
    throw outwardError(error);
  });
  const found = answer.status === 200 ? atPointer(answer.json?.value, list) : undefined;
  if (!Array.isArray(found)) throw new ValetkeyError({ code: 'choices-unavailable' });

  const choices = new Map<string, string>();
  for (const element of found) {
    const saved = textOf(atPointer(element, value));
    if (saved === undefined || choices.has(saved)) continue;
    if (choices.size === mostChoices) return { choices: asList(choices), more: true };
    choices.set(saved, displayText(textOf(atPointer(element, label)) ?? saved, 120));
  }
  return { choices: asList(choices), more: false };
}

const asList = (choices: ReadonlyMap<string, string>): Choices['choices'] =>
  [...choices].map(([value, label]) => ({ value, label }));

/** What check-fields.ts would take back: nothing cut, nothing with control characters. */
const textOf = (found: unknown): string | undefined => {
  const text = typeof found === 'number' && Number.isSafeInteger(found) ? String(found) : found;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return typeof text === 'string' && text !== '' && text.length <= 200 && !/[\u0000-\u001f\u007f]/.test(text)
    ? text
    : undefined;
};
