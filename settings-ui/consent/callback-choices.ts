import { type ConsentPrompt, callbackSentences, type McpCallback } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';

/** What the MCP server may ask back: each one can be refused while the rest is allowed. */
export const callbackChoices = (
  { access: { mcpCallbacks = [] } }: ConsentPrompt,
  withheld: Set<McpCallback>,
): TemplateResult | typeof nothing =>
  mcpCallbacks.length === 0
    ? nothing
    : html`<fieldset class="callbacks">
        <legend>And, unless you take it away</legend>
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
            ${callbackSentences[callback]}</label
          >`,
        )}
      </fieldset>`;
