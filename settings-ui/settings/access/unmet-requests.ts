import { type ConnectionId, type ProviderId, plainText, type UnmetRequest } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { accessSentences } from '../../access-sentences.ts';
import { button } from '../../components/button.ts';
import { openDialog } from '../../components/dialog.ts';
import { select } from '../../components/search-and-select.ts';
import { agoText } from '../../date-text.ts';
import { attempt } from '../attempt.ts';
import { type LiveData, providerNamed } from '../live-data.ts';
import type { Powers } from '../powers.ts';

/** Who asked while there was no connection for it: once there is one, the same question can be answered from here. */
export const unmetRequests = (
  data: LiveData,
  powers: Powers,
  /** Those only that such a connection would serve. */
  wanted?: ProviderId,
): TemplateResult | typeof nothing => {
  const unmet = (data.unmet ?? []).filter(({ providerId }) => wanted === undefined || providerId === wanted);
  if (unmet.length === 0) return nothing;
  return html`<section class="group" aria-label="Asked, and found no connection">
    <h3>Asked, and found no connection</h3>
    <ul class="rows">${unmet.map((one) => html`<li>${row(one, data, powers)}</li>`)}</ul>
  </section>`;
};

const row = (asked: UnmetRequest, data: LiveData, powers: Powers): TemplateResult => {
  const { extension, displayName, providerId, reason, access, at, allowedOnce } = asked;
  const name = plainText(displayName);
  const fitting = (data.connections ?? []).filter((one) => one.providerId === providerId);
  const provider = providerNamed(providerId, data);
  const service = provider?.name ?? providerId;
  return html`<article class="access-row" aria-label="${name} asked for ${plainText(service)}">
    <h4 class="theirs">${name} asked for ${plainText(service)}</h4>
    <ul class="bullets">${accessSentences(access, provider).map((one) => html`<li>${one}</li>`)}</ul>
    <p class="quiet-text small theirs">In its own words: <q>${plainText(reason)}</q></p>
    <p class="quiet-text small"><code>${extension}</code> · ${agoText(at)}</p>
    ${allowedOnce === undefined ? nothing : html`<p>Allowed once; its next request takes it.</p>`}
    <div class="buttons">
      ${fitting.length > 0 || provider === undefined ? nothing : button('Make a connection…', () => powers.go({ view: 'connections', make: providerId }), { key: `make ${extension} ${providerId}`, says: `Make a connection… of ${plainText(service)} for ${name}` })}
      ${fitting.length === 0 ? nothing : button('Give access…', () => answer(asked, fitting, powers), { key: `give ${extension} ${providerId}`, says: `Give access… to ${name}` })}
      ${button('Dismiss', () => attempt(powers, () => powers.client.dismissUnmetRequest({ extension, providerId })), { key: `dismiss ${extension} ${providerId}`, says: `Dismiss what ${name} asked` })}
    </div>
  </article>`;
};

const answer = async (
  { extension, providerId, displayName }: UnmetRequest,
  fitting: readonly { readonly id: ConnectionId; readonly displayName: string }[],
  powers: Powers,
): Promise<void> => {
  const [first, second] = fitting;
  if (first === undefined) return;
  let connectionId: ConnectionId | undefined = first.id;
  if (second !== undefined) {
    const options = fitting.map((one) => [one.id, plainText(one.displayName)] as const);
    connectionId = await openDialog<ConnectionId>(
      `With which connection may ${plainText(displayName)} work?`,
      (close) => html`${select('Connection', first.id, options, (value) => {
        connectionId = value as ConnectionId;
      })}
        <div class="buttons end">
          ${button('Cancel', () => close())} ${button('Go on', () => close(connectionId), { kind: 'primary' })}
        </div>`,
    );
  }
  const chosen = connectionId;
  if (chosen === undefined) return;
  await attempt(powers, async () => {
    const request = { extension, providerId, connectionId: chosen };
    const { decision } = await powers.client.answerUnmetRequest(request);
    powers.say(decision === 'deny' ? 'Denied.' : decision === 'once' ? 'Allowed once.' : 'Always allowed.');
  });
};
