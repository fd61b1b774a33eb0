import {
  type ConnectionView,
  type FieldValue,
  fieldsAskedFor,
  type ProviderField,
  type ProviderView,
  type Scope,
  type TestResult,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { checkFields } from '../../../broker/providers/check-fields.ts';
import { callout } from '../../components/badge.ts';
import { button } from '../../components/button.ts';
import { LightElement } from '../../components/light-element.ts';
import '@vscode-elements/elements/dist/vscode-radio/index.js';
import '@vscode-elements/elements/dist/vscode-radio-group/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { errorText } from '../../error-text.ts';
import { plainText } from '../../plain-text.ts';
import type { Powers } from '../powers.ts';
import { testWords } from '../state-words.ts';
import './form-field.ts';
import type { FormField } from './form-field.ts';
import { groupedFields } from './form-groups.ts';
import { formHead } from './form-head.ts';
import { sendConnection } from './send-connection.ts';

/** The form of one provider, from its description: for a new connection, or for one that is there. */
export class ConnectionForm extends LightElement {
  static override properties = {
    provider: { attribute: false },
    editing: { attribute: false },
    powers: { attribute: false },
    typed: { state: true },
    problems: { state: true },
    problem: { state: true },
    saving: { state: true },
    tested: { state: true },
  };
  declare provider: ProviderView;
  declare editing: ConnectionView | undefined;
  declare powers: Powers;
  /** What is in the plain fields now, for what depends on it. Never a secret. */
  declare typed: Readonly<Record<string, FieldValue | undefined>>;
  declare problems: Readonly<Record<string, string>>;
  declare problem: unknown;
  declare saving: boolean;
  /** Of what stands in the form now; nothing of it is kept. */
  declare tested: TestResult | 'testing' | undefined;
  whenDone: (saved?: ConnectionView) => void = () => undefined;
  whenBack: (() => void) | undefined;
  #name: string | undefined;
  #scope: Scope = 'user';

  constructor() {
    super();
    this.typed = {};
    this.problems = {};
    this.problem = undefined;
    this.saving = false;
    this.tested = undefined;
  }

  protected override firstUpdated(): void {
    this.#read();
  }

  protected override render(): TemplateResult {
    const { provider } = this.provider;
    const { editing, problem } = this;
    const name = plainText(provider.name);
    return html`<form class="connection-form" novalidate aria-label=${editing === undefined ? `New connection: ${name}` : `Edit ${plainText(editing.displayName)}`}
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        void this.#save();
      }}>
      ${formHead(this.provider, editing, this.typed)}
      <div class="field">
        <span class="field-label">Name</span>
        <vscode-textfield class="connection-name" .label=${'Name'} maxlength="120" autocomplete="off" value=${editing?.displayName ?? plainText(provider.name)}
          @input=${(event: Event) => {
            this.#name = (event.currentTarget as HTMLInputElement).value;
          }}></vscode-textfield>
      </div>
      ${groupedFields(provider, this.#asked(), (field) => this.#field(field))}
      ${editing === undefined ? this.#scopes() : nothing}
      <div role="status">${this.tested === undefined || this.tested === 'testing' ? nothing : callout(this.tested.ok ? 'good' : 'bad', testWords(this.tested))}</div>
      <div role="alert">${problem === undefined ? nothing : callout('bad', errorText(problem))}</div>
      <div class="buttons end">
        ${this.whenBack === undefined ? nothing : button('Back', this.whenBack, { icon: 'back', kind: 'quiet', key: 'back' })}
        ${provider.test === undefined ? nothing : button(this.tested === 'testing' ? 'Testing…' : 'Test', () => this.#test(), { key: 'test draft', icon: 'test', busy: this.tested === 'testing' })}
        ${button('Cancel', () => this.whenDone(), { key: 'cancel' })}
        ${button(this.saving ? 'Saving…' : 'Save', () => undefined, { kind: 'primary', submit: true, busy: this.saving, key: 'save' })}
      </div>
    </form>`;
  }

  #scopes(): TemplateResult {
    const choose = (event: Event): void => {
      this.#scope = (event.target as HTMLInputElement).value === 'workspace' ? 'workspace' : 'user';
    };
    return html`<div class="field">
      <span class="field-label" id="scope-label">For</span>
      <vscode-radio-group variant="vertical" aria-labelledby="scope-label" @change=${choose}>
        <vscode-radio name="scope" value="user" checked>Me, in every workspace</vscode-radio>
        <vscode-radio name="scope" value="workspace">This workspace only (offered before mine)</vscode-radio>
      </vscode-radio-group>
    </div>`;
  }

  #preset(id: string): FieldValue | undefined {
    return this.editing === undefined || !Object.hasOwn(this.editing.fields, id)
      ? undefined
      : this.editing.fields[id];
  }

  /** Those that are asked for with what stands in the form now. What a service offers is chosen after it was saved. */
  #asked(): readonly ProviderField[] {
    const standing = { ...this.editing?.fields, ...this.typed };
    return fieldsAskedFor(this.provider.provider, standing).filter(({ type }) => type !== 'choice');
  }

  #field(field: ProviderField): TemplateResult {
    return html`<vk-field
      .field=${field}
      .preset=${this.#preset(field.id)}
      .saved=${this.editing?.secretFields.some((one) => one.field === field.id && one.saved) ?? false}
      .problem=${this.problems[field.id]}
      .whenTyped=${() => {
        // What was tried is not what stands there now.
        if (this.tested !== 'testing') this.tested = undefined;
        this.#read();
      }}
      .whenLeft=${() => this.#read()}
    ></vk-field>`;
  }

  get #fields(): FormField[] {
    return [...this.querySelectorAll<FormField>('vk-field')];
  }

  /** The same check that main makes, on what is there now. */
  #check() {
    const { provider } = this.provider;
    const savedSecrets =
      this.editing?.secretFields.filter(({ saved }) => saved).map(({ field }) => field) ?? [];
    return checkFields(provider, {
      fields: this.#given((field) => (field.field.type === 'secret' ? undefined : (field.value() ?? ''))),
      secrets: this.#given((field) => field.secret()),
      savedSecrets,
    });
  }

  #read(): void {
    this.typed = this.#given((field) => field.value());
    const found = this.#check().problems;
    const finished = new Set(this.#fields.filter((one) => one.finished).map(({ field }) => field.id));
    this.problems = Object.fromEntries(
      found.filter(({ field }) => finished.has(field)).map(({ field, sentence }) => [field, sentence]),
    );
  }

  #given<Value>(read: (field: FormField) => Value | undefined): Record<string, Value> {
    return Object.fromEntries(
      this.#fields.flatMap((one) => {
        const value = read(one);
        return value === undefined ? [] : [[one.field.id, value]];
      }),
    );
  }

  /** Whether all of it is in order; else the focus goes to the first that is not. */
  #isInOrder(): boolean {
    this.problem = undefined;
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
        ...(this.editing === undefined ? {} : { connectionId: this.editing.id }),
        fields: this.#plainFields(),
        secrets: this.#given((field) => field.secret()),
      });
    } catch (error) {
      this.tested = undefined;
      this.#explain(error);
    }
  }

  #plainFields(): Record<string, FieldValue> {
    return this.#given((field) => {
      const value = field.value();
      return value === '' && this.editing === undefined ? undefined : value;
    });
  }

  async #save(): Promise<void> {
    if (this.saving || !this.#isInOrder()) return;
    this.saving = true;
    try {
      const { editing, provider } = this;
      const saved = await sendConnection(this.powers.client, provider, editing, {
        displayName: this.#name ?? editing?.displayName ?? plainText(provider.provider.name),
        scope: this.#scope,
        fields: this.#plainFields(),
        secrets: this.#given((field) => field.secret()),
      });
      for (const field of this.#fields) field.forget();
      this.powers.say(`${plainText(saved.displayName)} was saved.`);
      this.saving = false;
      this.whenDone(saved);
    } catch (error) {
      this.saving = false;
      this.#explain(error);
    }
  }

  /** Beside the field that it is about, where that can be told. */
  #explain(error: unknown): void {
    const at = error instanceof ValetkeyError ? error.details.at?.split('.') : undefined;
    const place = this.#fields.find(({ field }) => at?.includes(field.id));
    if (place === undefined) {
      this.problem = error;
      return;
    }
    this.problems = { ...this.problems, [place.field.id]: errorText(error) };
    place.focus();
  }
}
ConnectionForm.define('vk-connection-form');
