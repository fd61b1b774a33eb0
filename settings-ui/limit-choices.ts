import { type Access, type BudgetKind, isOfMethods, plainText } from '@valetkey/api-contracts';
import {
  asksChoices,
  asksWords,
  budgetChoiceText,
  budgetsToOffer,
  budgetWords,
  canBeReadOnly,
  type Lasts,
  lastsWords,
  limitWords,
  type TakenAway,
  takeAllButReading,
} from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from './components/button.ts';
import { dateText } from './date-text.ts';
import { say } from './say.ts';

/** Folded: most people allow what is asked for or nothing. `redraw` after what changes several boxes at once. */
export function limitChoices(
  access: Access,
  taken: TakenAway,
  redraw: () => void,
  /** It begins with what an earlier grant left, and shows that. */
  asBefore: boolean,
): TemplateResult | typeof nothing {
  const said = asBefore ? html`<p class="new">${say(limitWords.asBefore)}</p>` : nothing;
  return Math.max(access.methods.length, access.paths.length, access.mcpTools.length) < 2
    ? said
    : html`${said}<details class="allow-less" ?open=${asBefore}>
    <summary>${say(limitWords.less)}</summary>
    ${limitBoxes(access, taken, redraw)}
  </details>`;
}

export const limitBoxes = (
  { methods, paths, mcpTools }: Access,
  taken: TakenAway,
  redraw: () => void,
): TemplateResult => {
  const readOnly = (): void => {
    takeAllButReading({ methods }, taken);
    redraw();
  };
  return html`${canBeReadOnly({ methods }) ? button(say(limitWords.readOnly), readOnly, { kind: 'quiet', key: 'read only' }) : nothing}
    ${boxes(say(limitWords.methods), methods, taken.methods)} ${boxes(say(limitWords.paths), paths, taken.paths)}
    ${boxes(say(limitWords.mcpTools), mcpTools, taken.mcpTools)}
  `;
};

/** When it ends: a choice that stands open wherever it can be made. */
export const lastsChoice = (taken: TakenAway): TemplateResult => {
  const ends = Object.entries(lastsWords).map(([lasts, words]) => [lasts, say(words)] as const);
  if (taken.endsAt !== undefined)
    ends.unshift(['kept', say('{date}, as now', { date: dateText(taken.endsAt) })]);
  return html`<fieldset class="lasts">
    <legend>${say(limitWords.ends)}</legend>
    ${ends.map(
      ([lasts, words]) => html`<label>
        <input
          type="radio"
          name="lasts"
          .checked=${taken.lasts === lasts}
          @change=${() => {
            taken.lasts = lasts as Lasts;
          }}
        />
        ${words}</label
      >`,
    )}
  </fieldset>`;
};

/** How much a day: uses in one line, and the rest folded, because most people leave it. */
export const budgetChoices = (
  access: Access,
  taken: TakenAway,
  costUnit: string | undefined,
): TemplateResult => {
  const [uses, ...others] = budgetsToOffer(access, taken, costUnit).map((kind) => ({
    isSet: taken.budgets[kind] !== undefined,
    choice: budgetChoice(kind, taken, costUnit),
  }));
  return html`${uses?.choice}
    <details class="allow-less" ?open=${others.some(({ isSet }) => isSet)}>
      <summary>${say(limitWords.more)}</summary>
      ${others.map(({ choice }) => choice)}
    </details>`;
};

const budgetChoice = (kind: BudgetKind, taken: TakenAway, costUnit: string | undefined): TemplateResult => {
  const { label, choices } = budgetWords[kind];
  const now = taken.budgets[kind];
  const amounts = new Set([...choices, ...(now === undefined ? [] : [now])]);
  return html`<label class="rule">
    ${say(label)}
    <select
      @change=${({ target }: Event) => {
        const { value } = target as HTMLSelectElement;
        taken.budgets[kind] = value === '' ? undefined : Number(value);
      }}
    >
      ${[undefined, ...[...amounts].sort((a, b) => a - b)].map(
        (one) =>
          html`<option value=${one ?? ''} .selected=${one === now}>${budgetChoiceText(say, kind, one, costUnit)}</option>`,
      )}
    </select>
  </label>`;
};

/** Which requests ask: nothing where each of them only reads. */
export const asksChoice = (
  access: Access,
  taken: TakenAway,
  redraw: () => void,
): TemplateResult | typeof nothing => {
  const choices = asksChoices(access, taken);
  return choices.length === 0
    ? nothing
    : html`<label class="rule">
          ${say(limitWords.asks)}
          <select
            @change=${({ target }: Event) => {
              taken.asks = choices[(target as HTMLSelectElement).selectedIndex] ?? [];
              redraw();
            }}
          >
            ${choices.map((one) => html`<option .selected=${one.join() === taken.asks.join()}>${asksWords(say, one)}</option>`)}
          </select>
        </label>
        ${taken.asks.length === 0 ? nothing : runsChoice(taken, redraw)}`;
};

/** Typed, because no list has the paths that a person knows. A line that is not understood asks, as any other path does. */
const runsChoice = (taken: TakenAway, redraw: () => void): TemplateResult => {
  const wrong = taken.runs.filter((one) => !isOfMethods(one, taken.asks));
  return html`<details class="allow-less" ?open=${taken.runs.length > 0}>
    <summary>${say(limitWords.runs)}</summary>
    <label class="rule">
      ${say(limitWords.runsHow)}
      <textarea
        rows="2"
        spellcheck="false"
        .value=${taken.runs.join('\n')}
        @change=${({ target }: Event) => {
          taken.runs = (target as HTMLTextAreaElement).value
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== '');
          redraw();
        }}
      ></textarea>
    </label>
    <p role="status">${wrong.length === 0 ? nothing : `${say(limitWords.runsWrong)} ${plainText(wrong.join(', '))}`}</p>
  </details>`;
};

/** With one alone there is nothing to take: that would be to deny. */
const boxes = <T extends string>(
  head: string,
  all: readonly T[],
  taken: Set<T>,
): TemplateResult | typeof nothing =>
  all.length < 2
    ? nothing
    : html`<fieldset>
        <legend>${say('{part} (clear to refuse)', { part: head })}</legend>
        ${all.map(
          (one) => html`<label>
            <input
              type="checkbox"
              .checked=${!taken.has(one)}
              @change=${({ target }: Event) => {
                if ((target as HTMLInputElement).checked) taken.delete(one);
                else taken.add(one);
              }}
            />
            <code>${plainText(one)}</code></label
          >`,
        )}
      </fieldset>`;
