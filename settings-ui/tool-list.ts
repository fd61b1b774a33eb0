import { plainText } from '@valetkey/api-contracts';
import {
  asksEachCall,
  type McpAsking,
  mayDestroy,
  type ToolClaim,
  toolEffectWords,
  withToolAsked,
} from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { badge } from './components/badge.ts';
import { say } from './say.ts';

/** Before which calls to ask, and how that is changed. */
export type AskingChoice = {
  readonly value: McpAsking;
  readonly set: (asking: McpAsking) => void;
};

/** What a server says of its tools. All of it is its own words, and stands as such. */
export function toolList(tools: readonly ToolClaim[] | undefined, asking: AskingChoice): TemplateResult {
  return html`
  ${
    tools === undefined
      ? html`<p>${say("This server's tools are not known yet. Its first list counts as allowed. If the list changes later, you are asked again.")}</p>`
      : html`<ul class="tools">${tools.map((tool) => html`<li>${toolRow(tool, asking)}</li>`)}</ul>
        <p class="quiet-text">${say("Names, descriptions and what a tool does are the server's own words. Nobody has checked them.")}</p>`
  }
  ${ruleChoice(asking)}
`;
}

const toolRow = (tool: ToolClaim, { value, set }: AskingChoice): TemplateResult => html`
  <p><code class="theirs">${plainText(tool.name)}</code> ${effectBadge(tool)}</p>
  ${tool.description === '' ? nothing : html`<blockquote>${say('“{text}”', { text: plainText(tool.description) })}</blockquote>`}
  <label>
    <input
      type="checkbox"
      .checked=${asksEachCall(value, tool)}
      @change=${({ target }: Event) => set(withToolAsked(value, tool, (target as HTMLInputElement).checked))}
    />
    ${say.parts('Ask before each call of {tool}', { tool: html`<span class="theirs">${plainText(tool.name)}</span>` })}</label
  >
`;

export const effectBadge = ({ effect }: Pick<ToolClaim, 'effect'>): TemplateResult =>
  badge({ label: say(toolEffectWords[effect]), tone: mayDestroy(effect) ? 'warn' : 'plain' });

/** Holds for tools that are not listed yet, too. */
const ruleChoice = ({ value, set }: AskingChoice): TemplateResult => html`
  <label class="rule">
    ${say('Ask before calls')}
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
  ['every', say('of every tool')],
  ['destructive', say('of tools that may change or delete')],
  ['none', say('of no tool')],
];
