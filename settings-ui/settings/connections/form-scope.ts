import type { Scope } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-radio/index.js';
import '@vscode-elements/elements/dist/vscode-radio-group/index.js';

/** For whom a new connection is. */
export function formScope(choose: (scope: Scope) => void): TemplateResult {
  return html`<div class="field">
      <span class="field-label" id="scope-label">For</span>
      <vscode-radio-group variant="vertical" aria-labelledby="scope-label" @change=${({ target }: Event) =>
        choose((target as HTMLInputElement).value === 'workspace' ? 'workspace' : 'user')}>
        <vscode-radio name="scope" value="user" checked>All my workspaces</vscode-radio>
        <vscode-radio name="scope" value="workspace">This workspace only (offered first)</vscode-radio>
      </vscode-radio-group>
    </div>`;
}
