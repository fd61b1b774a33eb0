import { plainText } from '@valetkey/api-contracts';
import { isLacking } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import { say } from '../../say.ts';
import type { LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { showNeeds } from './workspace-needs.ts';

/** Which workspace is open, and what it still needs. It is opened in the application's menu, where no page has a part. */
export function workspaceLine(
  { workspace }: Pick<LiveData, 'workspace'>,
  powers: Powers,
): TemplateResult | typeof nothing {
  const open = workspace?.open;
  if (open === undefined) return nothing;
  const { problem, connections = [] } = workspace?.needs ?? {};
  const lacking = connections.filter(isLacking).length;
  const show = (label: string, key: string) =>
    button(label, () => showNeeds(connections, powers), { kind: 'quiet', key });
  return html`<div class="workspace quiet-text small">
    <p class="one-line" title=${plainText(open.id)}>${say.parts('Workspace: {name}', { name: html`<strong class="theirs">${plainText(open.name)}</strong>` })}</p>
    ${problem === undefined ? nothing : html`<p class="problem">${say('Its .valetkey.json has an error.')} <span class="theirs">${plainText(problem)}</span></p>`}
    ${connections.length === 0 ? nothing : html`<p>${needText(lacking)} ${show(say('Show connections…'), 'workspace needs')}</p>`}
  </div>`;
}

const needText = (lacking: number): string => {
  if (lacking === 0) return say('All required connections are set up.');
  return say.count('It needs {count} more connections.', lacking);
};
