import { html, nothing, svg, type TemplateResult } from 'lit';
import { LightElement, redrawnBy } from '../../components/light-element.ts';
import { dayText } from '../../date-text.ts';
import { say } from '../../say.ts';
import type { LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { daysShown, type UsedBy, type UsesByDay, usesByDay } from './uses-by-day.ts';

const width = 240;
const height = 36;
const step = width / daysShown;
const restMs = 1_000;

/** Use over 30 days as bars, and as a table for who reads or hears rather than looks. */
class UseChart extends LightElement {
  static override properties = redrawnBy('usedBy', 'live', 'powers', 'found');
  declare usedBy: UsedBy;
  declare live: LiveData['live'];
  declare powers: Powers;
  declare found: UsesByDay | undefined;
  #of = '';
  #usesOfSessions = -1;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    clearTimeout(this.#timer);
    super.disconnectedCallback();
  }

  protected override willUpdate(): void {
    const of = Object.values(this.usedBy).join();
    const uses = usesOfSessions(this.live ?? [], this.usedBy);
    const isOther = of !== this.#of;
    if (!isOther && uses === this.#usesOfSessions) return;
    this.#of = of;
    this.#usesOfSessions = uses;
    if (!isOther) {
      // A session in use has a new count all the time: the look that is due finds it too.
      this.#timer ??= setTimeout(() => void this.#look(), restMs);
      return;
    }
    this.found = undefined;
    void this.#look();
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#turn += 1;
    const turn = this.#turn;
    // Where the log cannot be read, Activity says so.
    const found = await usesByDay(this.powers.client, this.usedBy).catch(() => undefined);
    if (turn === this.#turn) this.found = found;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { found } = this;
    if (found === undefined) return nothing;
    const { days, more } = found;
    const used = days.filter(({ uses }) => uses > 0);
    const total = used.reduce((sum, { uses }) => sum + uses, 0);
    if (total === 0) return nothing;
    const most = used.reduce((best, day) => (day.uses > best.uses ? day : best));
    const values = { days: daysShown, day: dayText(most.at), uses: most.uses };
    const summary = more
      ? say.count('Used at least {count} times in {days} days, most on {day}: {uses}', total, values)
      : say.count('Used {count} times in {days} days, most on {day}: {uses}', total, values);
    return html`<section class="use-chart" aria-label=${say('Use')}>
      <h3>${say('Use')}</h3>
      <svg role="img" aria-label=${summary} viewBox="0 0 ${width} ${height}" width=${width} height=${height}>
        ${days.map(({ uses }, at) => bar(at, uses, most.uses))}
      </svg>
      <details>
        <summary class="small">${summary}</summary>
        <table class="small">
          <thead>
            <tr><th scope="col">${say('Day')}</th><th scope="col">${say('Uses')}</th></tr>
          </thead>
          <tbody>${used.toReversed().map(({ at, uses }) => html`<tr><th scope="row">${dayText(at)}</th><td>${uses}</td></tr>`)}</tbody>
        </table>
      </details>
    </section>`;
  }
}
UseChart.define('vk-use-chart');

export function useChart(usedBy: UsedBy, { live }: LiveData, powers: Powers): TemplateResult {
  return html`<vk-use-chart .usedBy=${usedBy} .live=${live} .powers=${powers}></vk-use-chart>`;
}

/** Another number: there is more to count. */
const usesOfSessions = (live: NonNullable<LiveData['live']>, usedBy: UsedBy): number =>
  live
    .filter((one) =>
      'extension' in usedBy ? one.extension === usedBy.extension : one.connectionId === usedBy.connectionId,
    )
    .reduce((sum, { uses }) => sum + uses, 0);

/** A day with a single use can be seen beside one with thousands, and an empty one has its place on the line. */
const bar = (at: number, uses: number, most: number): TemplateResult => {
  const high = uses === 0 ? 1 : Math.max(3, Math.round((uses / most) * height));
  return svg`<rect class=${uses === 0 ? 'empty' : ''} x=${at * step + 1} y=${height - high} width=${step - 2} height=${high} />`;
};
