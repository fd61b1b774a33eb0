import {
  type ConnectionProvider,
  type HttpMethod,
  httpMethod,
  type ProviderView,
  plainText,
} from '@valetkey/api-contracts';
import {
  type AddressReading,
  addedByUser,
  addedId,
  longestAddress,
  refusalText,
  type ServiceDraft,
} from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { appName } from '../../app-name.ts';
import { callout } from '../../components/badge.ts';
import { button } from '../../components/button.ts';
import { LightElement, redrawnBy } from '../../components/light-element.ts';
import { say } from '../../say.ts';
import { attempt } from '../attempt.ts';
import type { Powers } from '../powers.ts';
import { places } from './form-head.ts';
import { signInKind } from './sign-in-words.ts';

type Reading = Extract<AddressReading, { outcome: 'read' }>;

/** From an address: what main read there, which server of it, and what the service would be. */
export class AddService extends LightElement {
  static override properties = redrawnBy(
    'powers',
    'whenAdded',
    'whenBack',
    'busy',
    'problem',
    'reading',
    'draft',
    'server',
    'methods',
  );
  declare powers: Powers;
  declare whenAdded: (service: ProviderView) => void;
  declare whenBack: () => void;
  declare busy: boolean;
  declare problem: string | undefined;
  declare reading: Reading | undefined;
  declare draft: ServiceDraft | undefined;
  /** Undefined: none is taken by itself. */
  declare server: number | undefined;
  declare methods: readonly HttpMethod[];
  #address = '';

  constructor() {
    super();
    this.busy = false;
    this.#forget();
  }

  #forget(): void {
    this.problem = undefined;
    this.reading = undefined;
    this.draft = undefined;
    this.server = undefined;
    this.methods = ['GET'];
  }

  protected override render(): TemplateResult {
    const { reading, busy, problem } = this;
    const read = (event: Event): void => {
      event.preventDefault();
      void this.#read();
    };
    return html`<div class="connection-form add-service">
      <header>
        <h2 tabindex="-1" data-home>${say('Add a service from an address')}</h2>
        ${button(say('Back'), this.whenBack, { key: 'back' })}
      </header>
      <p>${say('Enter the address of an OpenAPI document or of an MCP server. {app} asks you before it sends anything there.', { app: appName })}</p>
      <form class="field" @submit=${read}>
        <label class="field-label" for="address">${say('Address')}</label>
        <input id="address" type="text" inputmode="url" spellcheck="false" autocomplete="off" maxlength=${longestAddress} placeholder="https://api.example.com/openapi.json"
          @input=${({ target }: Event) => {
            this.#address = (target as HTMLInputElement).value;
          }} />
        <div class="buttons">${button(say('Read'), () => undefined, { kind: reading === undefined ? 'primary' : 'plain', submit: true, busy, key: 'read address' })}</div>
      </form>
      <div role="status">${busy ? html`<p class="quiet-text">${say('Waiting…')}</p>` : nothing}</div>
      ${problem === undefined ? nothing : callout('bad', html`<p class="theirs" role="alert">${problem}</p>`)}
      ${reading === undefined ? nothing : this.#servers(reading)} ${this.draft === undefined ? nothing : this.#drafted(this.draft)}
    </div>`;
  }

  #servers({ servers }: Reading): TemplateResult | typeof nothing {
    if (servers.length === 1) return nothing;
    return html`<fieldset class="servers">
      <legend>${say('The document names several servers. Your secret would go to the one that you choose.')}</legend>
      ${servers.map(
        (server, at) =>
          html`<label><input type="radio" name="server" value=${at} ?checked=${at === this.server} @change=${() => this.#choose(at)} /><code>${plainText(server)}</code></label>`,
      )}
    </fieldset>`;
  }

  #drafted(draft: ServiceDraft): TemplateResult {
    if (draft.outcome === 'refused')
      return callout(
        'bad',
        html`<p class="theirs" role="alert">${say('This service cannot be added. {why}', { why: plainText(refusalText(say, draft)) })}</p>`,
      );
    const { provider, notes } = draft;
    const view = { providerId: addedId(provider.id), contributedBy: addedByUser, provider };
    return html`<section class="group" aria-label=${say('The service')}>
      <header><h3 class="theirs" tabindex="-1">${plainText(provider.name)}</h3></header>
      <p class="theirs">${plainText(provider.description)}</p>
      ${places(view, {})}
      ${facts(provider)}
      <fieldset class="methods">
        <legend>${say('Methods that extensions may ask for')}</legend>
        ${httpMethod.options.map(
          (method) =>
            html`<label><input type="checkbox" value=${method} ?checked=${this.methods.includes(method)} ?disabled=${method === 'GET'} @change=${(event: Event) => this.#allow(method, (event.target as HTMLInputElement).checked)} />${method}</label>`,
        )}
      </fieldset>
      ${
        notes.length === 0
          ? nothing
          : html`<h4>${say('Check this first')}</h4>
            <ul class="bullets">${notes.map((note) => html`<li class="theirs">${plainText(note)}</li>`)}</ul>`
      }
      <div class="buttons">${button(say('Add service'), () => this.#add(), { kind: 'primary', busy: this.busy, key: 'add service' })}</div>
    </section>`;
  }

  async #read(): Promise<void> {
    if (this.busy) return;
    this.#forget();
    await this.#working(async () => {
      const reading = await this.powers.client.readAddress({ address: this.#address });
      if (reading.outcome === 'refused') this.problem = plainText(refusalText(say, reading));
      else this.reading = reading;
    });
    if (this.reading?.servers.length === 1) await this.#choose(0);
  }

  async #choose(server: number): Promise<void> {
    this.server = server;
    const wanted = this.#wanted();
    if (wanted === undefined) return;
    await this.#working(async () => {
      const draft = await this.powers.client.draftService(wanted);
      if (this.server === server) this.draft = draft;
    });
  }

  #allow(method: HttpMethod, allowed: boolean): void {
    this.methods = httpMethod.options.filter((one) =>
      one === method ? allowed : this.methods.includes(one),
    );
  }

  async #add(): Promise<void> {
    const wanted = this.#wanted();
    if (wanted === undefined) return;
    await this.#working(async () => {
      const added = await this.powers.client.addService(wanted);
      await this.powers.changed();
      this.whenAdded(added);
    });
  }

  #wanted() {
    const { reading, server, methods } = this;
    if (reading === undefined || server === undefined) return undefined;
    return { readingId: reading.readingId, server, methods: [...methods] };
  }

  async #working(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    await attempt(this.powers, work);
    this.busy = false;
  }
}
AddService.define('vk-add-service');

const facts = ({ auth, fields, test, mcp }: ConnectionProvider): TemplateResult => {
  const asks = fields.filter(({ required }) => required).map(({ label }) => plainText(label));
  return html`<dl class="facts">
    <dt>${say('Sign-in')}</dt>
    <dd>${signInKind(auth).words}</dd>
    <dt>${say('Asks for')}</dt>
    <dd class="theirs">${asks.length === 0 ? say('nothing') : asks.join(', ')}</dd>
    <dt>${say('Test request')}</dt>
    <dd>${test === undefined ? say('none') : html`<code>${test.method} ${plainText(test.path)}</code>`}</dd>
    ${mcp === undefined || mcp.transport === 'stdio' ? nothing : html`<dt>${say('MCP server')}</dt><dd><code>${plainText(mcp.path)}</code></dd>`}
  </dl>`;
};
