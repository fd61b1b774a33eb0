import { callbackSentences, type McpCallback } from '@valetkey/api-contracts';
import type { ConsentPrompt } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { say } from '../say.ts';

/** What the MCP server may ask back: each one can be refused while the rest is allowed. */
export function callbackChoices(
  { access: { mcpCallbacks = [] } }: ConsentPrompt,
  withheld: Set<McpCallback>,
): TemplateResult | typeof nothing {
  return mcpCallbacks.length === 0
    ? nothing
    : html`<fieldset class="callbacks">
        <legend>${say('Callbacks (clear to refuse)')}</legend>
        ${mcpCallbacks.map(
          (callback) => html`<label>
            <input
              type="checkbox"
              .checked=${!withheld.has(callback)}
              @change=${({ target }: Event) => {
                if ((target as HTMLInputElement).checked) withheld.delete(callback);
                else withheld.add(callback);
              }}
            />
            ${say(callbackSentences[callback])}</label
          >`,
        )}
      </fieldset>`;
}
