import {
  asksEachCall,
  type McpAsking,
  mayDestroy,
  plainText,
  type ToolClaim,
  toolEffectWords,
  withToolAsked,
} from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { badge } from './components/badge.ts';

/** Before which calls to ask, and how that is changed. */
export type AskingChoice = {
  readonly value: McpAsking;
  readonly set: (asking: McpAsking) => void;
};

/** What a server says of its tools. All of it is its own words, and stands as such. */
export const toolList = (
  tools: readonly ToolClaim[] | undefined,
  asking: AskingChoice,
): TemplateResult => html`
  ${
    tools === undefined
      ? html`<p>Nobody has seen this server's list of tools yet. The first one that it gives counts as allowed; if it changes after that, you are asked.</p>`
      : html`<ul class="tools">${tools.map((tool) => html`<li>${toolRow(tool, asking)}</li>`)}</ul>
        <p class="quiet-text">Names, descriptions and what a tool does are the server's own words. Nobody has checked them.</p>`
  }
  ${ruleChoice(asking)}
`;

const toolRow = (tool: ToolClaim, { value, set }: AskingChoice): TemplateResult => html`
  <p><code class="theirs">${plainText(tool.name)}</code> ${effectBadge(tool)}</p>
  ${tool.description === '' ? nothing : html`<blockquote>“${plainText(tool.description)}”</blockquote>`}
  <label>
    <input
      type="checkbox"
      .checked=${asksEachCall(value, tool)}
      @change=${({ target }: Event) => set(withToolAsked(value, tool, (target as HTMLInputElement).checked))}
    />
    Ask me at each call of <span class="theirs">${plainText(tool.name)}</span></label
  >
`;

export const effectBadge = ({ effect }: Pick<ToolClaim, 'effect'>): TemplateResult =>
  badge({ label: toolEffectWords[effect], tone: mayDestroy(effect) ? 'warn' : 'plain' });

/** Holds for tools that are not listed yet, too. */
const ruleChoice = ({ value, set }: AskingChoice): TemplateResult => html`
  <label class="rule">
    Ask me at each call
    <select
      @change=${({ target }: Event) => {
        const rule = (target as HTMLSelectElement).value as McpAsking['rule'];
        set({ rule, always: [], never: [] });
      }}
    >
      ${rules.map(
        ([rule, words]) => html`<option value=${rule} .selected=${rule === value.rule}>${words}</option>`,
      )}
    </select>
  </label>
`;

const rules: readonly (readonly [McpAsking['rule'], string])[] = [
  ['every', 'of every tool'],
  ['destructive', 'of tools that may change or delete'],
  ['none', 'of no tool'],
];
