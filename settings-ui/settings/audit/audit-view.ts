import type { AuditEntry, AuditVerdict, ConnectionId, ExtensionId } from '@valetkey/api-contracts';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { callout } from '../../components/badge.ts';
import { button } from '../../components/button.ts';
import { LightElement } from '../../components/light-element.ts';
import type { VirtualList } from '../../components/virtual-list.ts';
import '../../components/virtual-list.ts';
import { errorText } from '../../error-text.ts';
import type { LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { saveExport } from './audit-export.ts';
import { auditFilters } from './audit-filters.ts';
import { type AuditPages, type AuditWanted, auditPages, noPages } from './audit-pages.ts';
import { auditRow } from './audit-row.ts';
import { auditVerdictText } from './audit-verdict.ts';
import { kindWord } from './audit-words.ts';
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
  /** The same each time, or the list would draw every row anew. A connection that is renamed is a new entry. */
  readonly #row = (entry: AuditEntry): TemplateResult =>
    auditRow(entry, (id) => this.data.connections?.find((connection) => connection.id === id)?.displayName);

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
      ${auditFilters(
        this,
        (wanted, span = this.span) => {
          this.span = span;
          this.#want(wanted);
        },
        (path) => this.#searchPath(path),
      )}
      <div role="status">${auditVerdictText(this.verdict)}</div>
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
        .row=${this.#row}
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

  /** Asked for when the typing rests: each question goes through the log. */
  #searchPath(path: string): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      // What was chosen since the last key stays chosen.
      const { path: _, ...rest } = this.wanted;
      this.#want(path === '' ? rest : { ...rest, path });
    }, 250);
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
