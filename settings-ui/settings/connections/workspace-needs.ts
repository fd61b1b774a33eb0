import { plainText } from '@valetkey/api-contracts';
import { accessSentences, type JudgedNeed, needVerdict, standingWords } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { badge } from '../../components/badge.ts';
import { button } from '../../components/button.ts';
import { openDialog } from '../../components/dialog.ts';
import { originText } from '../../origin-text.ts';
import { say } from '../../say.ts';
import type { Powers } from '../powers.ts';

/** What the open workspace says that it needs, in its own words, with the way to set up what is not there. */
export async function showNeeds(needs: readonly JudgedNeed[], { go }: Powers): Promise<void> {
  const wanted = await openDialog<JudgedNeed>(
    say('Connections this workspace needs'),
    (close) => html`<div class="about">
        <p>${say('This list comes from the file .valetkey.json. Its author chose the words and addresses. Before you enter a secret, check where it is sent.')}</p>
        <ul class="carried" tabindex="0" aria-label=${say('Needed connections')}>${needs.map((need) => needItem(need, close))}</ul>
      </div>
      <div class="buttons end">${button(say('Close'), () => close(), { autofocus: true })}</div>`,
  );
  if (wanted === undefined) return;
  const { provider: make, fields } = wanted;
  await go({ view: 'connections', make, fields });
}

const needItem = (need: JudgedNeed, close: (wanted?: JudgedNeed) => void): TemplateResult => {
  const { provider, name, standing, optional, reason, access, fields, origins } = need;
  const title = plainText(name ?? provider);
  const values = Object.entries(fields).map(([id, value]) => `${id}: ${value}`);
  return html`<li>
    <strong class="theirs">${title}</strong> ${badge({ label: say(standingWords[standing]), tone: standing === 'there' ? 'good' : optional ? 'plain' : 'warn' })}
    ${optional ? html`<span class="quiet-text small">${say('optional')}</span>` : nothing}
    <br /><q class="theirs">${plainText(reason)}</q>
    ${access === undefined ? nothing : accessSentences(say, access, undefined).map((one) => html`<br /><span class="small">${one}</span>`)}
    ${values.map((one) => html`<br /><code class="theirs">${plainText(one)}</code>`)}
    ${origins.length === 0 ? nothing : html`<br /><span class="quiet-text small">${say('Its secret is sent to')}</span> ${origins.map((one) => html`${originText(one)} `)}`}
    <br />${needVerdict(say, need) ?? ''} ${standing === 'incomplete' ? say('Open it in the list.') : nothing}
    ${standing === 'missing' ? button(say('Set up {name}', { name: title }), () => close(need), { key: `set up ${provider}` }) : nothing}
  </li>`;
};
