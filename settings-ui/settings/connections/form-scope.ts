import type { Scope } from '@valetkey/api-contracts';
import { html, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-radio/index.js';
import '@vscode-elements/elements/dist/vscode-radio-group/index.js';

/** For whom a new connection is. */
export const formScope = (choose: (scope: Scope) => void): TemplateResult => html`<div class="field">
      <span class="field-label" id="scope-label">For</span>
      <vscode-radio-group variant="vertical" aria-labelledby="scope-label" @change=${({ target }: Event) =>
        choose((target as HTMLInputElement).value === 'workspace' ? 'workspace' : 'user')}>
        <vscode-radio name="scope" value="user" checked>Me, in every workspace</vscode-radio>
        <vscode-radio name="scope" value="workspace">This workspace only (offered before mine)</vscode-radio>
      </vscode-radio-group>
    </div>`;
