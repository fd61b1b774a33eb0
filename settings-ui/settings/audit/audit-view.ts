import type { AuditEntry, AuditVerdict, ConnectionId, ExtensionId } from '@valetkey/api-contracts';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { badge, callout } from '../../components/badge.ts';
import { button } from '../../components/button.ts';
import { LightElement } from '../../components/light-element.ts';
import { searchField, select } from '../../components/search-and-select.ts';
import type { VirtualList } from '../../components/virtual-list.ts';
import '../../components/virtual-list.ts';
import { preciseDateText } from '../../date-text.ts';
import { errorText } from '../../error-text.ts';
import { plainText } from '../../plain-text.ts';
import type { LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { saveExport } from './audit-export.ts';
import { type AuditPages, type AuditWanted, auditPages, noPages } from './audit-pages.ts';
import { kindWord, outcomeTone, outcomeWord, whereTo, whoDid } from './audit-words.ts';
import { entryDetails } from './entry-details.ts';
import { changeRetention } from './retention-dialog.ts';

const lookEveryMs = 2_000;

/** The audit log, newest first. */
export class AuditView extends LightElement {
  static override properties = {
    data: { attribute: false },
    powers: { attribute: false },
    connectionId: { attribute: false },
    extension: { attribute: false },
    wanted: { state: true },
    pages: { state: true },
    chosen: { state: true },
    verdict: { state: true },
    span: { state: true },
    exporting: { state: true },
  };
  declare data: LiveData;
  declare powers: Powers;
  /** What was asked to be seen when this was opened. */
  declare connectionId: ConnectionId | undefined;
  declare extension: ExtensionId | undefined;
  declare wanted: AuditWanted;
  declare pages: AuditPages;
  declare chosen: number | undefined;
  declare verdict: AuditVerdict | 'looking' | undefined;
  declare span: string;
  /** Lines that an export under way has gathered. */
  declare exporting: number | undefined;
  #loading: ReturnType<typeof auditPages> | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.wanted = {};
    this.pages = noPages;
    this.chosen = undefined;
    this.verdict = undefined;
    this.span = '';
    this.exporting = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => {
      if (document.visibilityState === 'visible') void this.#loading?.newer();
    }, lookEveryMs);
  }

  override disconnectedCallback(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#pause);
    this.#loading?.end();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.hasUpdated && !changed.has('connectionId') && !changed.has('extension')) return;
    const { connectionId, extension } = this;
    this.#want({
      ...(connectionId === undefined ? {} : { connectionId }),
      ...(extension === undefined ? {} : { extension }),
    });
  }

  #want(wanted: AuditWanted): void {
    this.#loading?.end();
    this.wanted = wanted;
    this.pages = noPages;
    this.chosen = undefined;
    this.#loading = auditPages(this.powers.client, wanted, (pages) => {
      this.pages = pages;
    });
    void this.#loading.older();
  }

  protected override render(): TemplateResult {
    const { entries, failed, unreadable } = this.pages;
    return html`<div class="page whole">
      <header>
        <h2 tabindex="-1" data-home>Activity</h2>
        <div class="buttons">
          ${button(this.verdict === 'looking' ? 'Verifying…' : 'Verify', () => this.#verify(), { key: 'verify', icon: 'shield', busy: this.verdict === 'looking' })}
          ${button(this.exporting === undefined ? 'Export CSV' : `${this.exporting} lines…`, () => this.#export('csv'), { key: 'export csv', icon: 'out', busy: this.exporting !== undefined })}
          ${button('Export JSON Lines', () => this.#export('jsonl'), { key: 'export jsonl', icon: 'out', busy: this.exporting !== undefined })}
          ${button('Retention…', () => changeRetention(this.powers), { key: 'retention' })}
        </div>
      </header>
      ${this.#filters()}
      <div role="status">${this.#verdict()}</div>
      ${failed === undefined ? nothing : callout('bad', errorText(failed))}
      ${unreadable.length === 0 ? nothing : callout('bad', `${unreadable.length} entries here are damaged; they are kept in the file, and Verify names them.`)}
      ${entries.length === 0 ? html`<p class="blank">${failed === undefined && this.pages === noPages ? 'Looking…' : 'Nothing of that kind was recorded.'}</p>` : this.#list(entries)}
    </div>`;
  }

  #list(entries: readonly AuditEntry[]): TemplateResult {
    const entry = entries.find(({ seq }) => seq === this.chosen);
    const details = (): HTMLElement | null => this.querySelector<HTMLElement>('.entry-details h3');
    return html`<div class="log">
      <vk-list
        .items=${entries}
        .selected=${this.chosen === undefined ? undefined : String(this.chosen)}
        .rowHeight=${30}
        .label=${'Activity, newest first'}
        .keyOf=${({ seq }: AuditEntry) => String(seq)}
        .labelOf=${({ kind }: AuditEntry) => kindWord(kind)}
        .row=${row}
        .whenSelected=${({ seq }: AuditEntry) => {
          this.chosen = seq;
        }}
        .whenEntered=${() => details()?.focus()}
        .whenNearEnd=${() => void this.#loading?.older()}
      ></vk-list>
      ${this.#loading?.isFull() === true ? html`<p class="quiet-text small">Older entries: choose a time or a filter above.</p>` : nothing}
      ${
        entry === undefined
          ? nothing
          : entryDetails(entry, this.data, this.powers, () => {
              this.chosen = undefined;
              this.querySelector<VirtualList<AuditEntry>>('vk-list')?.focus();
            })
      }
    </div>`;
  }

  #filters(): TemplateResult {
    const { wanted, data } = this;
    const without = (name: keyof AuditWanted): AuditWanted => {
      const { [name]: _, ...rest } = wanted;
      return rest;
    };
    const connections: [string, string][] = (data.connections ?? []).map((one) => [
      one.id,
      plainText(one.displayName),
    ]);
    const extensions: [string, string][] = (data.extensions ?? []).map((one) => [one.id, one.id]);
    const outcomes = ['ok', 'refused', 'failed', 'aborted', 'once', 'always', 'deny'] as const;
    const at = (ms: string): void => {
      this.span = ms;
      this.#want(ms === '' ? without('since') : { ...wanted, since: Date.now() - Number(ms) });
    };
    const set = <Name extends keyof AuditWanted>(name: Name, value: string): void =>
      this.#want(value === '' ? without(name) : { ...wanted, [name]: value as AuditWanted[Name] });
    return html`<div class="filters wide">
      ${searchField('Search paths', wanted.path ?? '', (text) => this.#searchPath(text.trim()))}
      ${select('Connection', wanted.connectionId ?? '', [['', 'Every connection'], ...connections.slice(0, mostChoices)], (value) => set('connectionId', value))}
      ${select('Extension', wanted.extension ?? '', [['', 'Every extension'], ...extensions], (value) => set('extension', value))}
      ${select('Outcome', wanted.outcome ?? '', [['', 'Every outcome'], ...outcomes.map((one) => [one, one] as const)], (value) => set('outcome', value))}
      ${select('Time', this.span, spans, at)}
    </div>`;
  }

  /** Asked for when the typing rests: each question goes through the log. */
  #searchPath(path: string): void {
    clearTimeout(this.#pause);
    const { path: _, ...rest } = this.wanted;
    this.#pause = setTimeout(() => this.#want(path === '' ? rest : { ...rest, path }), 250);
  }

  #verdict(): TemplateResult | typeof nothing {
    const { verdict } = this;
    if (verdict === undefined || verdict === 'looking') return nothing;
    const { ok, entries, firstBad, seal } = verdict;
    if (!ok)
      return callout(
        'bad',
        `Entry ${firstBad?.seq ?? '?'} is not as it was written: ${firstBad?.why ?? ''}.`,
      );
    const sealed =
      seal === 'valid'
        ? ' Its end is sealed with the vault’s key.'
        : seal === 'locked'
          ? ' Its seal could not be looked at while the secrets are locked.'
          : '';
    return callout('good', `All ${entries} entries are whole, in order, and none is missing.${sealed}`);
  }

  /** What is filtered now, all of it, also what is not loaded here. */
  async #export(format: 'jsonl' | 'csv'): Promise<void> {
    const { client, say } = this.powers;
    this.exporting = 0;
    try {
      const lines = await saveExport(client, format, this.wanted, (so) => {
        this.exporting = so;
      });
      say(`The export holds ${lines} entries.`);
    } catch (error) {
      say(errorText(error), 'failed');
    }
    this.exporting = undefined;
  }

  async #verify(): Promise<void> {
    this.verdict = 'looking';
    try {
      this.verdict = await this.powers.client.verifyAudit();
    } catch (error) {
      this.verdict = undefined;
      this.powers.say(errorText(error), 'failed');
    }
  }
}
AuditView.define('vk-audit');

/** A list to choose from; who has more connections comes from one of them. */
const mostChoices = 200;
const hour = 3_600_000;
const spans = [
  ['', 'Any time'],
  [String(hour), 'Last hour'],
  [String(24 * hour), 'Last day'],
  [String(7 * 24 * hour), 'Last week'],
] as const;

const row = (entry: AuditEntry): TemplateResult => html`<span class="log-line">
  <span class="log-at quiet-text">${preciseDateText(entry.at)}</span>
  <span class="log-kind">${kindWord(entry.kind)}</span>
  <span class="log-who">${whoDid(entry)}</span>
  <span class="log-where origin">${whereTo(entry)}</span>
  <span class="log-how">${outcomeWord(entry) === '' ? nothing : badge({ label: outcomeWord(entry), tone: outcomeTone(entry) })}</span>
</span>`;
