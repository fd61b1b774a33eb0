import { type AuditVerdict, type Happening, happeningsIn } from '@valetkey/broker/contracts';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { callout } from '../../components/badge.ts';
import { button } from '../../components/button.ts';
import { LightElement, redrawnBy } from '../../components/light-element.ts';
import type { VirtualList } from '../../components/virtual-list.ts';
import '../../components/virtual-list.ts';
import { errorText } from '../../error-text.ts';
import { say } from '../../say.ts';
import type { LiveData } from '../live-data.ts';
import { markPainted } from '../mark-painted.ts';
import type { ActivityPlace, Powers } from '../powers.ts';
import { type ActivityRow, withDays } from './activity-rows.ts';
import { saveExport } from './audit-export.ts';
import { auditFilters, wordsIn } from './audit-filters.ts';
import { type AuditPages, type AuditWanted, auditPages, noPages } from './audit-pages.ts';
import { activityRow } from './audit-row.ts';
import { auditVerdictText } from './audit-verdict.ts';
import { happeningWord } from './audit-words.ts';
import { entryDetails } from './entry-details.ts';
import { changeRetention } from './retention-dialog.ts';
import { signedExport } from './signed-export.ts';

const lookEveryMs = 2_000;

/** The audit log, newest first. */
export class AuditView extends LightElement {
  static override properties = redrawnBy(
    'data',
    'powers',
    'place',
    'wanted',
    'pages',
    'chosen',
    'verdict',
    'span',
    'text',
    'exporting',
  );
  declare data: LiveData;
  declare powers: Powers;
  /** What was asked to be seen. Another one begins without what was looked for before. */
  declare place: ActivityPlace;
  declare wanted: AuditWanted;
  declare pages: AuditPages;
  declare chosen: string | undefined;
  declare verdict: AuditVerdict | 'looking' | undefined;
  declare span: string;
  /** What is typed in the search. */
  declare text: string;
  /** Lines that an export under way has gathered. */
  declare exporting: number | undefined;
  #loading: ReturnType<typeof auditPages> | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;
  /** The same object each time, or the list would redraw every row. A connection that is renamed is a new entry. */
  readonly #row = (row: ActivityRow): TemplateResult =>
    activityRow(row, {
      connectionName: (id) => this.data.connections?.find((connection) => connection.id === id)?.displayName,
      extension: (id) => this.data.extensions?.find((extension) => extension.id === id),
    });
  #rows: readonly ActivityRow[] = [];
  /** Rows were drawn once. */
  #seen = false;

  constructor() {
    super();
    this.wanted = {};
    this.pages = noPages;
    this.chosen = undefined;
    this.verdict = undefined;
    this.span = '';
    this.text = '';
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
    if (changed.has('pages') && !this.#seen && this.pages !== noPages) performance.mark('activity:arrived');
    if (changed.has('pages')) this.#rows = withDays(happeningsIn(this.pages.entries));
    if (!changed.has('place')) return;
    const { connectionId, extension } = this.place;
    clearTimeout(this.#pause);
    this.text = '';
    this.span = '';
    this.#want({ connectionId, extension });
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#seen || !changed.has('pages') || this.pages === noPages) return;
    this.#seen = true;
    void markPainted('activity');
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
        <h2 tabindex="-1" data-home>${say('Activity')}</h2>
        <div class="buttons">
          ${button(this.verdict === 'looking' ? say('Verifying…') : say('Verify'), () => this.#verify(), { key: 'verify', icon: 'shield', busy: this.verdict === 'looking' })}
          ${button(this.exporting === undefined ? say('Export CSV') : say.count('{count} lines…', this.exporting), () => this.#export('csv'), { key: 'export csv', icon: 'out', busy: this.exporting !== undefined })}
          ${button(say('Export JSON Lines'), () => this.#export('jsonl'), { key: 'export jsonl', icon: 'out', busy: this.exporting !== undefined })}
          ${button(say('Signed export…'), () => signedExport(this.powers), { key: 'export signed', icon: 'out' })}
          ${button(say('Retention…'), () => changeRetention(this.powers), { key: 'retention' })}
        </div>
      </header>
      ${auditFilters(
        this,
        (wanted, span = this.span) => {
          this.span = span;
          this.#want(wanted);
        },
        (text) => this.#search(text),
      )}
      <div role="status">${auditVerdictText(this.verdict)}</div>
      ${failed === undefined ? nothing : callout('bad', errorText(failed))}
      ${unreadable.length === 0 ? nothing : callout('bad', say.count('{count} entries are damaged. They stay in the file; Verify lists them.', unreadable.length))}
      ${entries.length > 0 ? this.#list() : failed === undefined ? html`<p class="blank">${this.pages === noPages ? say('Looking…') : say('No matching entries.')}</p>` : nothing}
    </div>`;
  }

  #list(): TemplateResult {
    const happening = this.#rows.find((row): row is Happening => 'entry' in row && row.key === this.chosen);
    const details = (): HTMLElement | null => this.querySelector<HTMLElement>('.entry-details h3');
    return html`<div class="log">
      <vk-list
        .items=${this.#rows}
        .selected=${this.chosen}
        .rowHeight=${46}
        .label=${say('Activity, newest first')}
        .keyOf=${({ key }: ActivityRow) => key}
        .labelOf=${(row: ActivityRow) => ('day' in row ? '' : happeningWord(row))}
        .isHeading=${(row: ActivityRow) => 'day' in row}
        .row=${this.#row}
        .whenSelected=${({ key }: ActivityRow) => {
          this.chosen = key;
        }}
        .whenEntered=${() => details()?.focus()}
        .whenNearEnd=${() => void this.#loading?.older()}
      ></vk-list>
      ${this.#loading?.isFull() === true ? html`<p class="quiet-text small">${say('For older entries, choose a time or filter above.')}</p>` : nothing}
      ${
        happening === undefined
          ? nothing
          : entryDetails(happening, this.data, this.powers, () => {
              this.chosen = undefined;
              this.querySelector<VirtualList<ActivityRow>>('vk-list')?.focus();
            })
      }
    </div>`;
  }

  /** Asked for when the typing rests: each question goes through the log. */
  #search(text: string): void {
    this.text = text;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      // What was chosen since the last key stays chosen.
      const { words: _, ...rest } = this.wanted;
      const words = wordsIn(text, this.data);
      this.#want(words.length === 0 ? rest : { ...rest, words });
    }, 250);
  }

  /** What is filtered now, all of it, also what is not loaded here. */
  async #export(format: 'jsonl' | 'csv'): Promise<void> {
    const { client, announce } = this.powers;
    this.exporting = 0;
    try {
      const lines = await saveExport(client, format, this.wanted, (so) => {
        this.exporting = so;
      });
      announce(say.count('The export holds {count} entries.', lines));
    } catch (error) {
      announce(errorText(error), 'failed');
    }
    this.exporting = undefined;
  }

  async #verify(): Promise<void> {
    this.verdict = 'looking';
    try {
      this.verdict = await this.powers.client.verifyAudit();
    } catch (error) {
      this.verdict = undefined;
      this.powers.announce(errorText(error), 'failed');
    }
  }
}
AuditView.define('vk-audit');
