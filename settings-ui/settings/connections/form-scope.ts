import { plainText } from '@valetkey/api-contracts';
import { type Scope, scopeText, type Workspace } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-radio/index.js';
import '@vscode-elements/elements/dist/vscode-radio-group/index.js';
import { say } from '../../say.ts';

/** For whom a new connection is. Without an open workspace there is nothing to choose. */
export function formScope(
  workspace: Workspace | undefined,
  choose: (scope: Scope) => void,
): TemplateResult | typeof nothing {
  if (workspace === undefined) return nothing;
  return html`<div class="field">
      <span class="field-label" id="scope-label">${say('For')}</span>
      <vscode-radio-group variant="vertical" aria-labelledby="scope-label" @change=${({ target }: Event) =>
        choose((target as HTMLInputElement).value === 'workspace' ? 'workspace' : 'user')}>
        <vscode-radio name="scope" value="user" checked>${scopeText(say, { scope: 'user' })}</vscode-radio>
        <vscode-radio name="scope" value="workspace"><span title=${plainText(workspace.id)}>${say.parts('Only the workspace “{name}” (offered first)', { name: html`<span class="theirs">${plainText(workspace.name)}</span>` })}</span></vscode-radio>
      </vscode-radio-group>
    </div>`;
}
