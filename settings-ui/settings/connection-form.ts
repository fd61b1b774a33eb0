import { fieldsAskedFor, type ProviderView, ValetkeyError } from '@valetkey/api-contracts';
import { contributorText } from '../contributor-text.ts';
import { button, element } from '../element.ts';
import { errorText } from '../error-text.ts';
import { originText } from '../origin-text.ts';
import { plainText } from '../plain-text.ts';
import { type FormField, formField } from './form-field.ts';
import type { ViewPowers } from './view.ts';

/** The form of one provider, from its description. `done` is called when it was saved or given up. */
export const connectionForm = (
  { providerId, contributedBy, provider }: ProviderView,
  { client, say }: ViewPowers,
  done: () => void,
): HTMLElement => {
  const name = element('input', { id: 'connection-name', value: plainText(provider.name), maxlength: 120 });
  const scope = element(
    'select',
    { id: 'connection-scope' },
    element('option', { value: 'user' }, 'Me, in every workspace'),
    element('option', { value: 'workspace' }, 'This workspace only (comes before mine)'),
  );
  const fields = provider.fields.map(formField);
  const goesTo = element('ul', { class: 'goes-to', 'aria-live': 'polite' });
  const problem = element('p', { class: 'problem', role: 'alert' });

  const settle = (): void => {
    const standing = Object.fromEntries(fields.map((one) => [one.field.id, one.value()]));
    const shown = new Set(fieldsAskedFor(provider, standing));
    for (const { field, row } of fields) row.hidden = !shown.has(field);
    goesTo.replaceChildren(...origins(provider.origins, fields).map((origin) => element('li', {}, origin)));
  };
  for (const field of fields) field.onInput(settle);
  settle();

  const save = async (): Promise<void> => {
    for (const field of fields) field.say(undefined);
    problem.textContent = '';
    const shown = fields.filter(({ row }) => !row.hidden);
    const missing = shown.filter(isMissing);
    for (const field of missing) field.say('This field is required.');
    if (missing[0] !== undefined) return missing[0].focus();
    try {
      const created = await client.createConnection({
        providerId,
        scope: scope.value === 'workspace' ? 'workspace' : 'user',
        displayName: name.value,
        fields: given(shown, (field) => field.value()),
        secrets: given(shown, (field) => field.secret()),
      });
      for (const field of fields) field.forget();
      say(`${created.displayName} was saved.`);
      done();
    } catch (error) {
      const at = error instanceof ValetkeyError ? error.details.at : undefined;
      const place = fields.find(({ field }) => at?.split('.').includes(field.id));
      if (place === undefined) problem.textContent = errorText(error);
      else {
        place.say(errorText(error));
        place.focus();
      }
    }
  };

  const form = element(
    'form',
    { class: 'connection-form', novalidate: true, 'aria-labelledby': 'form-title' },
    element('p', { class: 'quiet' }, 'The secret goes to these hosts and nowhere else'),
    goesTo,
    element('h2', { id: 'form-title' }, `New connection: ${plainText(provider.name)}`),
    element(
      'p',
      { class: 'quiet' },
      `${plainText(provider.description)} (${contributorText(contributedBy)})`,
    ),
    row('connection-name', 'Name', name),
    ...fields.map((field) => field.row),
    row('connection-scope', 'For', scope),
    problem,
    element(
      'div',
      { class: 'buttons end' },
      button('Cancel', () => {
        for (const field of fields) field.forget();
        done();
      }),
      element('button', { type: 'submit', class: 'main' }, 'Save'),
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (event.isTrusted) void save();
  });
  return form;
};

const row = (id: string, label: string, input: HTMLElement): HTMLElement =>
  element('div', { class: 'field' }, element('label', { for: id }, label), input);

const isMissing = (one: FormField): boolean => {
  if (!one.field.required || one.field.type === 'boolean' || one.field.type === 'choice') return false;
  const value = one.field.type === 'secret' ? one.secret() : one.value();
  return value === undefined || value === '';
};

const given = <Value>(
  fields: readonly FormField[],
  read: (field: FormField) => Value | undefined,
): Record<string, Value> =>
  Object.fromEntries(
    fields.flatMap((one) => {
      const value = read(one);
      return value === undefined || value === '' ? [] : [[one.field.id, value]];
    }),
  );

/** As typed. What is no origin yet is said, and main refuses it. */
const origins = (templates: readonly string[], fields: readonly FormField[]): (HTMLElement | string)[] =>
  templates.map((template) => {
    const id = /^\{([A-Za-z0-9]+)\}$/.exec(template)?.[1];
    if (id === undefined) return originText(template);
    const source = fields.find(({ field }) => field.id === id);
    const typed = String(source?.value() ?? '');
    if (typed === '') return `(the ${source?.field.label ?? id}, once you have entered it)`;
    return URL.canParse(typed) && /^https?:/i.test(typed)
      ? originText(new URL(typed).origin)
      : `(not an address yet: ${plainText(typed)})`;
  });
