import type { ProviderView } from '@valetkey/api-contracts';
import type { ConnectionView, TestResult } from '@valetkey/broker/contracts';
import { html, nothing } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import { cancelOr, openDialog } from '../../components/dialog.ts';
import { errorText } from '../../error-text.ts';
import type { Powers } from '../powers.ts';
import { testWords } from '../state-words.ts';
import { nameOf } from './arrange.ts';
import './form-field.ts';
import { say } from '../../say.ts';
import type { FormField } from './form-field.ts';
import { secretsIn } from './form-values.ts';
import { placesOf } from './places-of.ts';

/** Enter the secrets again, in a dialog; the old ones stay until the new ones have passed. What the test said, if any. */
export async function replaceSecret(
  connection: ConnectionView,
  view: ProviderView,
  { client, announce, changed }: Powers,
): Promise<TestResult | undefined> {
  const { provider } = view;
  const { id: connectionId } = connection;
  const secretFields = provider.fields.filter(({ type }) => type === 'secret');
  const isSaved = (field: string): boolean =>
    connection.secretFields.some((one) => one.field === field && one.saved);
  const hasTest = provider.test !== undefined;
  const form = createRef<HTMLFormElement>();
  const problem = createRef<HTMLElement>();
  const testFirst = createRef<HTMLInputElement>();
  let busy = false;

  const save = async (close: (result: { test: TestResult | undefined }) => void): Promise<void> => {
    if (busy) return;
    const fields = [...(form.value?.querySelectorAll<FormField>('vk-field') ?? [])];
    const secrets = secretsIn(fields);
    const tell = (text: string): void => {
      if (problem.value !== undefined) problem.value.textContent = text;
    };
    if (Object.keys(secrets).length === 0) {
      tell(say('Enter the new secret.'));
      return fields[0]?.focus();
    }
    busy = true;
    tell('');
    try {
      const { saved, test } = await client.replaceSecret({
        connectionId,
        secrets,
        testFirst: hasTest && testFirst.value?.checked === true,
      });
      const tested = test === undefined ? '' : ` ${testWords(test)}`;
      if (saved) {
        announce(`${say('Secret replaced.')}${tested}`);
        close({ test });
      } else {
        tell(`${say('Not saved. The old secret is still in use.')}${tested}`);
        fields[0]?.focus();
      }
    } catch (error) {
      tell(errorText(error));
      fields[0]?.focus();
    }
    busy = false;
  };
  const answer = await openDialog<{ test: TestResult | undefined }>(
    say('Replace the secret of {name}', { name: nameOf(connection) }),
    (close) => html`<form ${ref(form)} novalidate @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      void save(close);
    }}>
      ${placesOf(connection, view).map(({ head, places }) => html`<p class="quiet-text">${head} ${places.map((one) => html`${one} `)}</p>`)}
      ${secretFields.map((field) => html`<vk-field .field=${{ ...field, required: secretFields.length === 1 || (!isSaved(field.id) && field.required) }} .saved=${isSaved(field.id) && secretFields.length > 1}></vk-field>`)}
      ${hasTest ? html`<vscode-checkbox ${ref(testFirst)} .label=${say('Test first, and keep the old secret if the test fails')} checked></vscode-checkbox>` : nothing}
      <p class="problem" role="alert" ${ref(problem)}></p>
      ${cancelOr(close, say('Replace'))}
    </form>`,
  );
  await changed();
  return answer?.test;
}
