import {
  type ProviderField,
  type ProviderId,
  type ProviderView,
  plainText,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { ConnectionView, Scope, TestResult, Workspace } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { callout } from '../../components/badge.ts';
import { button } from '../../components/button.ts';
import { LightElement, redrawnBy } from '../../components/light-element.ts';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { errorText, whatHappened } from '../../error-text.ts';
import type { Powers } from '../powers.ts';
import { testWords } from '../state-words.ts';
import './form-field.ts';
import { say } from '../../say.ts';
import type { FormField } from './form-field.ts';
import { groupedFields } from './form-groups.ts';
import { formHead, leadsElsewhere } from './form-head.ts';
import { formScope } from './form-scope.ts';
import {
  fieldOf,
  fieldsToAsk,
  plainFieldsIn,
  problemsIn,
  secretsIn,
  type Typed,
  typedIn,
} from './form-values.ts';
import { sendConnection } from './send-connection.ts';
import { signInChoice } from './sign-in-choice.ts';

/** The form of one provider, from its description: for a new connection, or for one that is there. */
export class ConnectionForm extends LightElement {
  static override properties = redrawnBy(
    'provider',
    'name',
    'ways',
    'presets',
    'editing',
    'powers',
    'workspace',
    'typed',
    'problems',
    'problem',
    'saving',
    'tested',
  );
  declare provider: ProviderView;
  /** Of signing in to the service of `provider`, which is one of them. */
  declare ways: readonly ProviderView[];
  /** What stands in the plain fields at first. */
  declare presets: Typed;
  declare editing: ConnectionView | undefined;
  /** As it is called until something else is typed. */
  declare name: string;
  declare powers: Powers;
  /** Which is open. */
  declare workspace: Workspace | undefined;
  /** What is in the plain fields now, for what depends on it. Never a secret. */
  declare typed: Typed;
  declare problems: Readonly<Record<string, string>>;
  declare problem: string | undefined;
  declare saving: boolean;
  /** Of what stands in the form now; nothing of it is kept. */
  declare tested: TestResult | 'testing' | undefined;
  whenDone: (saved?: ConnectionView) => void = () => undefined;
  whenBack: (() => void) | undefined;
  whenOtherWay: (id: ProviderId) => void = () => undefined;
  /** Somebody typed or chose something that leaving would lose. */
  touched = false;
  #name: string | undefined;
  /** What main said of a field; it stays until something else stands in that field. */
  #said: Readonly<Record<string, string>> = {};
  #scope: Scope = 'user';
  /** As it is now: the next try would change what is not there any more. `editing` is the view's, at each redraw. */
  #partlySaved: ConnectionView | undefined;

  constructor() {
    super();
    this.typed = {};
    this.presets = {};
    this.problems = {};
    this.problem = undefined;
    this.saving = false;
    this.tested = undefined;
  }

  protected override firstUpdated(): void {
    this.#read();
  }

  async #openDocumentation(): Promise<void> {
    const { providerId } = this.provider;
    await this.powers.client
      .openDocumentation({ providerId })
      .catch((error: unknown) => this.powers.announce(errorText(error), 'failed'));
  }

  protected override render(): TemplateResult {
    const { provider } = this.provider;
    const { editing, problem } = this;
    const name = plainText(provider.name);
    return html`<form class="connection-form" novalidate aria-label=${editing === undefined ? say('New connection: {service}', { service: name }) : say('Edit {name}', { name: plainText(editing.displayName) })}
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        void this.#save();
      }}>
      ${formHead(this.provider, editing, this.typed, () => this.#openDocumentation())}
      ${editing === undefined ? signInChoice(this.ways, this.provider, this.whenOtherWay) : nothing}
      <div class="field">
        <span class="field-label">${say('Name')}</span>
        <vscode-textfield class="connection-name" .label=${say('Name')} maxlength="120" autocomplete="off" placeholder=${this.name} value=${this.name}
          @input=${(event: Event) => {
            this.touched = true;
            this.#name = (event.currentTarget as HTMLInputElement).value;
          }}></vscode-textfield>
      </div>
      ${groupedFields(provider, fieldsToAsk(this.provider, this.editing, this.typed), (field) => this.#field(field))}
      ${
        editing === undefined
          ? formScope(this.workspace, (scope) => {
              this.#scope = scope;
            })
          : nothing
      }
      <div role="status">${this.tested === undefined || this.tested === 'testing' ? nothing : callout(this.tested.ok ? 'good' : 'bad', testWords(this.tested))}</div>
      <div role="alert">${problem === undefined ? nothing : callout('bad', problem)}</div>
      <div class="buttons end">
        ${this.whenBack === undefined ? nothing : button(say('Back'), this.whenBack, { icon: 'back', kind: 'quiet', key: 'back' })}
        ${provider.test === undefined ? nothing : button(this.tested === 'testing' ? say('Testing…') : say('Test'), () => this.#test(), { key: 'test draft', icon: 'test', busy: this.tested === 'testing' })}
        ${button(say('Cancel'), () => this.whenDone(), { key: 'cancel' })}
        ${button(this.saving ? say('Saving…') : editing === undefined && provider.auth.kind === 'oauth2' ? say('Save and sign in') : say('Save'), () => undefined, { kind: 'primary', submit: true, busy: this.saving, key: 'save' })}
      </div>
    </form>`;
  }

  #field(field: ProviderField): TemplateResult {
    const isSaved = this.editing?.secretFields.some((one) => one.field === field.id && one.saved) ?? false;
    return html`<vk-field
      .field=${field}
      .preset=${Object.hasOwn(this.presets, field.id) ? this.presets[field.id] : undefined}
      .saved=${isSaved && leadsElsewhere(this.provider, this.editing, this.typed) ? 'elsewhere' : isSaved}
      .problem=${this.problems[field.id]}
      .whenTyped=${() => {
        this.touched = true;
        // What was tried is not what stands there now.
        if (this.tested !== 'testing') this.tested = undefined;
        const { [field.id]: _, ...others } = this.#said;
        this.#said = others;
        this.#read();
      }}
      .whenLeft=${() => this.#read()}
    ></vk-field>`;
  }

  get #fields(): FormField[] {
    return [...this.querySelectorAll<FormField>('vk-field')];
  }

  #read(): void {
    this.typed = typedIn(this.#fields);
    this.problems = { ...this.#said, ...problemsIn(this.#fields, this.provider, this.editing) };
  }

  /** Whether all of it is in order; else the focus goes to the first that is not. */
  #isInOrder(): boolean {
    this.problem = undefined;
    this.#said = {};
    for (const field of this.#fields) field.finished = true;
    this.#read();
    const first = this.#fields.find(({ field }) => this.problems[field.id] !== undefined);
    first?.focus();
    return first === undefined;
  }

  async #test(): Promise<void> {
    if (this.tested === 'testing' || !this.#isInOrder()) return;
    this.tested = 'testing';
    try {
      this.tested = await this.powers.client.testDraft({
        providerId: this.provider.providerId,
        connectionId: this.editing?.id,
        fields: plainFieldsIn(this.#fields, this.editing),
        secrets: secretsIn(this.#fields),
      });
    } catch (error) {
      this.tested = undefined;
      this.#explain(error);
    }
  }

  async #save(): Promise<void> {
    if (this.saving || !this.#isInOrder()) return;
    this.saving = true;
    try {
      const { provider } = this;
      const editing = this.#partlySaved ?? this.editing;
      const { connection, secretProblem } = await sendConnection(this.powers.client, provider, editing, {
        // Nothing is no name.
        displayName: this.#name?.trim() || this.name,
        scope: this.#scope,
        fields: plainFieldsIn(this.#fields, this.editing),
        secrets: secretsIn(this.#fields),
      });
      this.saving = false;
      if (secretProblem !== undefined) {
        this.#partlySaved = connection;
        this.#explain(secretProblem, whyNotSecret);
        return;
      }
      for (const field of this.#fields) field.forget();
      this.touched = false;
      this.powers.announce(say('{name} was saved.', { name: plainText(connection.displayName) }));
      this.whenDone(connection);
    } catch (error) {
      this.saving = false;
      this.#explain(error);
    }
  }

  /** Beside the field that it is about, where that can be told. */
  #explain(error: unknown, inWords: (error: unknown) => string = errorText): void {
    const place = fieldOf(error, this.#fields);
    if (place === undefined) {
      this.problem = inWords(error);
      return;
    }
    this.#said = { [place.field.id]: inWords(error) };
    this.#read();
    place.focus();
  }
}

const whyNotSecret = (error: unknown): string =>
  `${say('Everything but the secret was saved.')} ${ofSecret(error)}`;

/** Where the sentence would say that nothing was changed. */
const ofSecret = (error: unknown): string => {
  const code = error instanceof ValetkeyError ? error.code : undefined;
  if (code === 'storage-failed') return say('The secret could not be written. Try again in a moment.');
  return code === 'denied' ? whatHappened(code) : errorText(error);
};

ConnectionForm.define('vk-connection-form');
