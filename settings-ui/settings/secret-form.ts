import type { ConnectionView, ProviderView } from '@valetkey/api-contracts';
import { button, element } from '../element.ts';
import { errorText } from '../error-text.ts';
import { originText } from '../origin-text.ts';
import { plainText } from '../plain-text.ts';
import { formField } from './form-field.ts';
import { testWords } from './state-words.ts';
import type { ViewPowers } from './view.ts';

/** Enter the secrets again, in a dialog. Resolves with whether they were saved. */
export const secretForm = (
  { id: connectionId, displayName, origins }: ConnectionView,
  { provider }: ProviderView,
  { client, say }: ViewPowers,
): Promise<boolean> =>
  new Promise((resolve) => {
    const fields = provider.fields.filter(({ type }) => type === 'secret').map(formField);
    const hasTest = provider.test !== undefined;
    const testFirst = element('input', { type: 'checkbox', id: 'test-first', checked: hasTest });
    const problem = element('p', { class: 'problem', role: 'alert' });
    const dialog = element('dialog', { 'aria-labelledby': 'secret-title' });
    const form = element(
      'form',
      { novalidate: true },
      element('h2', { id: 'secret-title' }, `Replace the secret of ${plainText(displayName)}`),
      element('p', { class: 'quiet' }, 'It goes to ', ...origins.flatMap((one) => [originText(one), ' '])),
      ...fields.map(({ row }) => row),
      hasTest
        ? element(
            'div',
            { class: 'field check' },
            testFirst,
            element('label', { for: 'test-first' }, 'Test it first; keep the old one if it fails'),
          )
        : undefined,
      problem,
      element(
        'div',
        { class: 'buttons end' },
        button('Cancel', () => dialog.close('no')),
        element('button', { type: 'submit', class: 'main' }, 'Replace'),
      ),
    );
    const save = async (): Promise<void> => {
      problem.textContent = '';
      const secrets = Object.fromEntries(
        fields.flatMap((one) => {
          const secret = one.secret();
          return secret === undefined ? [] : [[one.field.id, secret]];
        }),
      );
      if (Object.keys(secrets).length === 0) return fields[0]?.say('Enter the new secret.');
      try {
        const { saved, test } = await client.setSecret({
          ...{ connectionId, secrets },
          testFirst: hasTest && testFirst.checked,
        });
        const tested = test === undefined ? '' : ` ${testWords(test)}`;
        if (!saved) problem.textContent = `Not saved; the old secret stays.${tested}`;
        else {
          say(`The secret was replaced.${tested}`);
          dialog.close('yes');
        }
      } catch (error) {
        problem.textContent = errorText(error);
      }
    };
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (event.isTrusted) void save();
    });
    dialog.append(form);
    dialog.addEventListener('close', () => {
      for (const field of fields) field.forget();
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
    fields[0]?.focus();
  });
