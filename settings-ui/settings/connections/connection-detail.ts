import {
  type ConnectionId,
  type FieldValue,
  type ProviderField,
  type ProviderView,
  plainText,
} from '@valetkey/api-contracts';
import {
  type ConnectionView,
  contributorText,
  nextStepOf,
  nextSteps,
  type TestResult,
} from '@valetkey/broker/contracts';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { badge, callout, type Tone } from '../../components/badge.ts';
import { button } from '../../components/button.ts';
import { LightElement, redrawnBy } from '../../components/light-element.ts';
import { serviceIcon } from '../../components/service-icon.ts';
import { dateText } from '../../date-text.ts';
import { accessOf } from '../access/access-of.ts';
import { unmetRequests } from '../access/unmet-requests.ts';
import { attempt } from '../attempt.ts';
import type { LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { lockedHere } from '../protection-badge.ts';
import { connectionWords, extensionWords, proofOf, testWords } from '../state-words.ts';
import { useChart } from '../use/use-chart.ts';
import { nameOf } from './arrange.ts';
import { chooseOption } from './choose-option.ts';
import { deleteConnection } from './delete-connection.ts';
import { endsSoon, expiryStep, expiryValue } from './expiry-text.ts';
import { mcpSection } from './mcp-section.ts';
import { placesOf } from './places-of.ts';
import { extensionOf, ownColor } from './provider-gallery.ts';
import { replaceSecret } from './replace-secret.ts';
import { scopeSection } from './scope-section.ts';
import './sign-in-section.ts';
import { say } from '../../say.ts';

/** One connection: how it stands, where its secret goes, who may use it, and everything that can be done with it. */
export class ConnectionDetail extends LightElement {
  static override properties = redrawnBy('connection', 'data', 'powers', 'signingIn', 'testing', 'tested');
  declare connection: ConnectionView;
  declare data: LiveData;
  declare powers: Powers;
  /** Saved just now, and to be signed in at once. */
  declare signingIn: ConnectionId | undefined;
  declare testing: boolean;
  declare tested: { readonly of: ConnectionId; readonly result: TestResult } | undefined;
  whenEdit: (provider: ProviderView) => void = () => undefined;

  constructor() {
    super();
    this.testing = false;
    this.tested = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('connection');
    if (before === undefined) return;
    const { id, stateReason } = this.connection;
    const opened = before.stateReason === 'vault-locked' && stateReason !== 'vault-locked';
    if (before.id !== id || opened) this.tested = undefined;
  }

  protected override render(): TemplateResult {
    const { connection, data, powers } = this;
    const { id, state } = connection;
    const words = connectionWords[state];
    const name = nameOf(connection);
    const provider = data.providers?.find(({ providerId }) => providerId === connection.providerId);
    const service = plainText(provider?.provider.name ?? connection.providerId);
    const hasSecret =
      provider === undefined || provider.provider.fields.some(({ type }) => type === 'secret');
    return html`<article class="detail" aria-label=${name}>
      <header>
        ${serviceIcon({ name: service, id: connection.providerId, png: extensionOf(connection, data.extensions)?.icon, color: ownColor(provider) })}
        <div>
          <h2 tabindex="-1" data-home class="theirs">${name}</h2>
          <p class="quiet-text small theirs">${service}, ${contributorText(say, provider?.contributedBy ?? '')}${connection.account === undefined ? '' : ` · ${say('account {account}', { account: plainText(connection.account) })}`}</p>
        </div>
        ${badge(connection.notInstalled ? extensionWords['not-installed'] : words)}
      </header>
      <div class="buttons">
        ${describesNoTest(provider) ? nothing : button(this.testing ? say('Testing…') : say('Test'), () => this.#test(), { kind: state === 'needs-reconnect' ? 'plain' : 'primary', key: `test ${id}`, icon: 'test', busy: this.testing, says: this.testing ? say('Testing… {name}', { name }) : say('Test {name}', { name }) })}
        ${hasSecret ? button(say('Replace…'), () => this.#replace(provider), { key: `replace ${id}`, icon: 'key', says: say('Replace secret of {name}', { name }) }) : nothing}
        ${button(say('Edit'), () => this.#edit(provider), { key: `edit ${id}`, icon: 'edit', says: say('Edit {name}', { name }) })}
        ${button(say('Activity'), () => powers.go({ view: 'activity', connectionId: id }), { key: `activity ${id}`, icon: 'history', says: say('Activity of {name}', { name }) })}
        ${button(say('Delete…'), () => deleteConnection(connection, powers), { kind: 'danger', key: `delete ${id}`, icon: 'trash', says: say('Delete {name}', { name }) })}
      </div>
      <div class="outcome" role="status">${this.#outcome(words, provider)}</div>
      <vk-sign-in .connection=${connection} .begin=${this.signingIn} .powers=${powers} .service=${provider?.provider}></vk-sign-in>
      ${placesOf(connection, provider).map(
        ({ head, places }) => html`<section>
          <h3>${head}</h3>
          ${places.length === 0 ? html`<p class="quiet-text">${say('nowhere yet')}</p>` : html`<ul class="hosts">${places.map((one) => html`<li>${one}</li>`)}</ul>`}
        </section>`,
      )}
      <section>
        <h3>${say('Settings')}</h3>
        <dl class="values">${this.#secrets(provider)}${expiryValue(connection.expiry)}${this.#values(provider)}${this.#choices(provider)}</dl>
        ${connection.signIn === undefined && provider?.provider.revocation !== undefined ? html`<p class="quiet-text small theirs">${say('To end it at the service: {how}', { how: plainText(provider.provider.revocation) })}</p>` : nothing}
      </section>
      ${useChart({ connectionId: id }, data, powers)}
      ${mcpSection(connection)}
      ${scopeSection(connection, data, powers)}
      ${accessOf({ connectionId: id }, data, powers)}
      ${unmetRequests(data, powers, connection.providerId)}
      <p class="quiet-text small">${say('Made {made}, changed {changed}', { made: dateText(connection.createdAt), changed: dateText(connection.updatedAt) })}</p>
    </article>`;
  }

  #outcome(
    words: { readonly tone: Tone },
    provider: ProviderView | undefined,
  ): TemplateResult | typeof nothing {
    const { tested, connection } = this;
    // What was seen just now, or else the last test, where it is the reason for how it stands.
    const result = tested?.of === connection.id ? tested.result : failedTest(connection);
    const said = result === undefined ? undefined : `${nameOf(connection)}: ${testWords(result)}`;
    const isUntested = connection.state === 'untested' && connection.stateReason === undefined;
    const next =
      isUntested && describesNoTest(provider)
        ? say(nextSteps['try-at-first-use'])
        : (nextStepOf(say, connection) ?? proofOf(connection));
    if (connection.stateReason === 'vault-locked') {
      const { protection } = this.data;
      return callout('warn', lockedHere(said ?? protection?.why ?? next, protection, this.powers));
    }
    if (said !== undefined) return callout(result?.ok ? 'good' : 'bad', said);
    const { expiry, stateReason } = connection;
    if (expiry !== undefined && stateReason === undefined && endsSoon(expiry))
      return callout('warn', expiryStep(expiry));
    if (next === undefined) return nothing;
    return callout(words.tone, next);
  }

  #secrets(provider: ProviderView | undefined): TemplateResult[] {
    return this.connection.secretFields.map(({ field, saved, setAt }) => {
      const known = provider?.provider.fields.find(({ id }) => id === field);
      const label = plainText(known?.label ?? field);
      const absent =
        known?.required === false
          ? html`<span class="quiet-text">${say('None needed')}</span>`
          : html`<span class="problem">${say('Not entered yet')}</span>`;
      const since = setAt === undefined ? say('Saved') : say('Saved, {when}', { when: dateText(setAt) });
      return html`<dt class="theirs">${label}</dt>
        <dd>
          ${saved ? html`<span>${since}</span>` : absent} ·
          ${button(saved ? say('Replace') : say('Enter'), () => this.#replace(provider), { kind: 'quiet', key: `replace ${this.connection.id} ${field}`, says: saved ? say('Replace {field}', { field: label }) : say('Enter {field}', { field: label }) })}
        </dd>`;
    });
  }

  #values(provider: ProviderView | undefined): TemplateResult[] {
    return Object.entries(this.connection.fields).map(([id, value]) => {
      const field = provider?.provider.fields.find((one) => one.id === id);
      if (field?.type === 'choice') return html``;
      return html`<dt class="theirs">${plainText(field?.label ?? id)}</dt>
        <dd class="theirs">${plainText(valueText(value, field))}</dd>`;
    });
  }

  /** What the service offers to choose from. */
  #choices(provider: ProviderView | undefined): TemplateResult[] {
    const { connection, powers } = this;
    return (provider?.provider.fields ?? []).flatMap((field) => {
      if (field.type !== 'choice') return [];
      const label = plainText(field.label);
      const chosen = connection.fields[field.id];
      return html`<dt class="theirs">${label}</dt>
        <dd>
          ${chosen === undefined ? html`<span class="problem">${say('Not chosen yet')}</span>` : html`<span class="theirs">${plainText(String(chosen))}</span>`} ·
          ${button(say('Choose'), () => chooseOption(connection, field, powers), { kind: 'quiet', key: `choose ${connection.id} ${field.id}`, says: say('Choose {field}', { field: label }) })}
        </dd>`;
    });
  }

  async #test(): Promise<void> {
    const { id: connectionId } = this.connection;
    this.testing = true;
    await attempt(this.powers, async () => {
      const asked = this.powers.client.testConnection({ connectionId });
      const result = await asked.finally(() => {
        this.testing = false;
      });
      this.tested = { of: connectionId, result };
    });
  }

  async #replace(provider: ProviderView | undefined): Promise<void> {
    if (provider === undefined) return this.#noProvider();
    const test = await replaceSecret(this.connection, provider, this.powers);
    if (test !== undefined) this.tested = { of: this.connection.id, result: test };
  }

  #edit(provider: ProviderView | undefined): void {
    if (provider === undefined) this.#noProvider();
    else this.whenEdit(provider);
  }

  #noProvider(): void {
    this.powers.announce(
      say('The extension that describes this service is not running. Start it again.'),
      'failed',
    );
  }
}
ConnectionDetail.define('vk-connection-detail');

/** Then there is nothing to press: all that a test would say is that there is none. */
const describesNoTest = (provider: ProviderView | undefined): boolean =>
  provider !== undefined && provider.provider.test === undefined;

const failedTest = ({ stateReason, lastTest }: ConnectionView): TestResult | undefined =>
  stateReason === 'test-failed' ? lastTest : undefined;

const valueText = (value: FieldValue, field: ProviderField | undefined): string => {
  if (typeof value === 'boolean') return value ? say('yes') : say('no');
  if (field?.type === 'enum')
    return field.options.find((option) => option.value === value)?.label ?? String(value);
  return String(value);
};
