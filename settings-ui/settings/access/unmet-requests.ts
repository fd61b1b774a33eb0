import { type ConnectionId, type ProviderId, plainText } from '@valetkey/api-contracts';
import { accessSentences, type UnmetRequest } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { button } from '../../components/button.ts';
import { cancelOr, openDialog } from '../../components/dialog.ts';
import { select } from '../../components/search-and-select.ts';
import { agoText } from '../../date-text.ts';
import { say } from '../../say.ts';
import { attempt } from '../attempt.ts';
import { askedIds, type LiveData, providerNamed } from '../live-data.ts';
import type { Powers } from '../powers.ts';

/** Who asked while there was no connection for it, and who was denied: the same question can be answered from here. */
export function unmetRequests(
  data: LiveData,
  powers: Powers,
  /** Those only that a connection of this provider would serve. */
  served?: ProviderId,
): TemplateResult | typeof nothing {
  const unmet = (data.unmet ?? []).filter(
    ({ providerId }) => served === undefined || isServed(providerId, data)({ providerId: served }),
  );
  if (unmet.length === 0) return nothing;
  const list = (title: string, ones: readonly UnmetRequest[]): TemplateResult | typeof nothing =>
    ones.length === 0
      ? nothing
      : html`<section class="group" aria-label=${title}>
          <h3>${title}</h3>
          <ul class="rows">${repeat(ones, keyOf, (one) => html`<li>${row(one, data, powers)}</li>`)}</ul>
        </section>`;
  return html`${list(
    say('Waiting for a connection'),
    unmet.filter(({ why }) => why === 'no-connection'),
  )}${list(
    say('Denied'),
    unmet.filter(({ why }) => why === 'denied'),
  )}`;
}

/**
 * Each keeps its own elements: the newest comes first, and a button that was pressed must not be another request's when
 * it is let go.
 */
const keyOf = ({ extension, providerId }: UnmetRequest): string => `${extension} ${providerId}`;

/** Whether a connection serves who asks for that provider. */
const isServed = (wanted: ProviderId, data: LiveData) => {
  const asked = askedIds(data);
  return ({ providerId }: { readonly providerId: ProviderId }): boolean =>
    providerId === wanted || asked.get(providerId) === wanted;
};

/** How many stand above every view, in one line: what is below it keeps its place. The others are in Extensions. */
const mostOnTop = 1;

/** Extensions that wait, above whatever is shown: what one came for is not below the fold. */
export const waitingOnTop = (data: LiveData, powers: Powers): TemplateResult | typeof nothing => {
  const waiting = (data.unmet ?? [])
    .filter(({ why, allowedOnce }) => why === 'no-connection' && allowedOnce === undefined)
    .toSorted((one, other) => Number(other.waits) - Number(one.waits));
  if (waiting.length === 0) return nothing;
  const shown = waiting.slice(0, mostOnTop);
  return html`<section class="waiting-requests" aria-label=${say('Extensions that wait')}>
    ${repeat(shown, keyOf, (one) => {
      const service = plainText(providerNamed(one.providerId, data)?.name ?? one.providerId);
      return html`<div class="waiting-request">
        <span>${say.parts(
          one.waits
            ? '{extension} waits for a connection to {service}'
            : '{extension} asked for a connection to {service}',
          {
            extension: html`<b class="theirs">${plainText(one.displayName)}</b>`,
            service: html`<b class="theirs">${service}</b>`,
          },
        )}</span>
        <span class="buttons">${waiting.length > mostOnTop ? button(say.count('{count} more', waiting.length - mostOnTop), () => powers.go({ view: 'extensions' }), { kind: 'quiet', key: 'more waiting' }) : nothing}${firstStep(one, data, powers, 'top')}</span>
      </div>`;
    })}
  </section>`;
};

/** What brings it on: a connection, or access to the one that is there. */
const firstStep = (
  asked: UnmetRequest,
  data: LiveData,
  powers: Powers,
  where: string,
): TemplateResult | typeof nothing => {
  const { displayName, providerId } = asked;
  const name = plainText(displayName);
  const fitting = (data.connections ?? []).filter(isServed(providerId, data));
  const provider = providerNamed(providerId, data);
  const kind = where === 'top' ? 'primary' : 'plain';
  if (fitting.length > 0) {
    const [label, key, says] =
      asked.why === 'denied'
        ? [say('Allow after all…'), 'allow', say('Allow after all… to {name}', { name })]
        : [say('Give access…'), 'give', say('Give access… to {name}', { name })];
    return button(label, () => answer(asked, data, fitting, powers), {
      kind,
      key: `${where} ${key} ${keyOf(asked)}`,
      says,
    });
  }
  if (provider === undefined) return nothing;
  return button(say('Add a connection…'), () => powers.go({ view: 'connections', make: providerId }), {
    kind,
    key: `${where} make ${keyOf(asked)}`,
    says: say('Add a connection… to {service} for {name}', { service: plainText(provider.name), name }),
  });
};

const row = (asked: UnmetRequest, data: LiveData, powers: Powers): TemplateResult => {
  const { extension, displayName, providerId, reason, access, at, allowedOnce } = asked;
  const name = plainText(displayName);
  const provider = providerNamed(providerId, data);
  const service = plainText(provider?.name ?? providerId);
  const asks = say('{name} asked for {service}', { name, service });
  return html`<article class="access-row" aria-label=${asks}>
    <h4 class="theirs">${asks}</h4>
    <ul class="bullets">${accessSentences(say, access, provider).map((one) => html`<li>${one}</li>`)}</ul>
    <p class="quiet-text small theirs">${say.parts('Reason, in its own words: {reason}', { reason: html`<q>${plainText(reason)}</q>` })}</p>
    <p class="quiet-text small"><code>${extension}</code> · ${agoText(at)}</p>
    ${allowedOnce === undefined ? nothing : html`<p>${say('Allowed once, for its next request.')}</p>`}
    <div class="buttons">
      ${firstStep(asked, data, powers, 'row')}
      ${button(say('Dismiss'), () => attempt(powers, () => powers.client.dismissUnmetRequest({ extension, providerId })), { key: `dismiss ${keyOf(asked)}`, says: say('Dismiss the request of {name}', { name }) })}
    </div>
  </article>`;
};

const answer = async (
  { extension, providerId, displayName }: UnmetRequest,
  data: LiveData,
  fitting: readonly { readonly id: ConnectionId; readonly displayName: string }[],
  powers: Powers,
): Promise<void> => {
  const [first, second] = fitting;
  if (first === undefined) return;
  let connectionId: ConnectionId | undefined = first.id;
  if (second !== undefined) {
    const options = fitting.map((one) => [one.id, plainText(one.displayName)] as const);
    connectionId = await openDialog<ConnectionId>(
      say('With which connection may {name} work?', { name: plainText(displayName) }),
      (close) => html`${select(say('Connection'), first.id, options, (value) => {
        connectionId = value as ConnectionId;
      })}
        ${cancelOr(close, say('Go on'), () => close(connectionId))}`,
    );
  }
  const chosen = connectionId;
  if (chosen === undefined) return;
  await attempt(powers, async () => {
    const request = { extension, providerId, connectionId: chosen };
    const { decision, waited } = await powers.client.answerUnmetRequest(request);
    const done =
      decision === 'deny'
        ? say('Denied.')
        : decision === 'once'
          ? say('Allowed once.')
          : say('Always allowed.');
    const canRestart = data.extensions?.find(({ id }) => id === extension)?.canRestart === true;
    if (decision === 'deny' || waited) return powers.announce(done);
    const name = plainText(displayName);
    if (!canRestart) return powers.announce(`${done} ${say('{name} gets it when it asks again.', { name })}`);
    powers.announce(`${done} ${say('{name} asked before: start it again to use it.', { name })}`, 'done', {
      label: say('Start again'),
      ms: 30_000,
      run: () => attempt(powers, () => powers.client.restartExtension({ extension })),
    });
  });
};
