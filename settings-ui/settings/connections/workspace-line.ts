import { plainText } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import type { LiveData } from '../live-data.ts';

/** Which workspace is open. It is opened in the application's menu, where no page has a part in it. */
export function workspaceLine({ workspace }: Pick<LiveData, 'workspace'>): TemplateResult | typeof nothing {
  const open = workspace?.open;
  if (open === undefined) return nothing;
  return html`<p class="workspace one-line quiet-text small" title=${plainText(open.id)}>
    Workspace: <strong class="theirs">${plainText(open.name)}</strong>
  </p>`;
}
