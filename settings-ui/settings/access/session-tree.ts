import { type LiveCapability, leftOf } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { caveatSentences } from '../../caveat-sentences.ts';
import { badge } from '../../components/badge.ts';
import { button } from '../../components/button.ts';
import { agoText, dateText } from '../../date-text.ts';
import { say } from '../../say.ts';
import { ending } from '../attempt.ts';
import { type LiveData, providerNamed } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import type { HeldAccess } from './held-access.ts';

/** The sessions that live by a grant or were allowed once. Each stands below the one that it was derived from. */
export function sessionTree(
  { grant, sessions, connectionId }: HeldAccess,
  title: string,
  data: LiveData,
  powers: Powers,
): TemplateResult | typeof nothing {
  const service = providerNamed(data.connections?.find(({ id }) => id === connectionId)?.providerId, data);
  const ids = new Set(sessions.map(({ id }) => id));
  const byParent = new Map<LiveCapability['id'] | undefined, LiveCapability[]>();
  for (const one of sessions) {
    const parent = one.parent !== undefined && ids.has(one.parent) ? one.parent : undefined;
    const others = byParent.get(parent);
    if (others === undefined) byParent.set(parent, [one]);
    else others.push(one);
  }
  const derivedFrom = (id: LiveCapability['id'] | undefined): readonly LiveCapability[] =>
    byParent.get(id) ?? [];
  const countDerived = (id: LiveCapability['id']): number =>
    derivedFrom(id).reduce((sum, one) => sum + 1 + countDerived(one.id), 0);

  const branch = (
    parent: LiveCapability | undefined,
    number: string,
    above: string,
  ): TemplateResult | typeof nothing => {
    const children = derivedFrom(parent?.id);
    if (children.length === 0) return nothing;
    return html`<ul class="sessions">${repeat(
      children,
      ({ id }) => id,
      (one, at) => {
        const own = one.caveats
          .slice(parent?.caveats.length ?? 0)
          .map((level) => caveatSentences(level, service));
        const last = (own.at(-1) ?? []).join(' ');
        const nth = `${number}${at + 1}`;
        return html`<li>
          ${session(one, { title, nth, derived: countDerived(one.id), limits: last === above ? [] : own }, powers)}
          ${branch(one, `${nth}.`, last)}
        </li>`;
      },
    )}</ul>`;
  };
  if (grant === undefined) return branch(undefined, '', '');
  // Which requests ask is the grant's: no level of a session tells of it.
  const { asks: _, runs: __, ...left } = leftOf(grant);
  return branch(undefined, '', caveatSentences(left, service).join(' '));
}

type Place = {
  readonly title: string;
  /** Tells equal ones apart: `2`, and `2.1` for one that was derived from it. */
  readonly nth: string;
  /** How many end with it. */
  readonly derived: number;
  /** Of each level that it adds. None: it may do all that what stands above it may. */
  readonly limits: readonly (readonly string[])[];
};

const activeSession = {
  name: 'Active session {nth}',
  label: '{access}, active session {nth}',
  inside: 'active session {nth} of {access}',
} as const;
const derivedSession = {
  name: 'Derived session {nth}',
  label: '{access}, derived session {nth}',
  inside: 'derived session {nth} of {access}',
} as const;

const session = (
  live: LiveCapability,
  { title, nth, derived, limits }: Place,
  powers: Powers,
): TemplateResult => {
  const { id: capabilityId, parent, mode, uses, lastUsedAt, inFlight, since, endsAt } = live;
  const facts = [
    ...(limits.length === 0 ? [say('all that is allowed above')] : []),
    ...(mode === 'once' ? [say('allowed once')] : []),
    say('since {when}', { when: dateText(since) }),
    ...(endsAt === undefined ? [] : [say('until {when}', { when: dateText(endsAt) })]),
    lastUsedAt === undefined
      ? say('not used yet')
      : say.count('used {count} times, last {when}', uses, { when: agoText(lastUsedAt) }),
  ];
  const busy = inFlight > 0;
  const words = parent === undefined ? activeSession : derivedSession;
  const its = { nth, access: title };
  const end = derived === 0 ? say('End') : say('End (and {count} derived)', { count: derived });
  return html`<article class="session" aria-label=${say(words.label, its)}>
    <div class="row-line">
      <p><span class="light ${busy ? 'on' : ''}" aria-hidden="true"></span><b>${say(words.name, its)}</b></p>
      <span class="buttons">
        ${badge(busy ? { label: say('In use now'), tone: 'good' } : { label: say('Live, idle'), tone: 'plain' })}
        ${button(end, () => ending(powers, () => powers.client.revokeCapability({ capabilityId }), say('Ended.')), { kind: 'danger', key: `end ${capabilityId}`, says: `${end}: ${say(words.inside, its)}` })}
      </span>
    </div>
    ${limits.map(
      (
        level,
        at,
      ) => html`${at === 0 && parent === undefined ? nothing : html`<p class="small">${say('Restricted further:')}</p>`}
        <ul class="bullets">${level.map((one) => html`<li>${one}</li>`)}</ul>`,
    )}
    <p class="quiet-text small">${facts.join(' · ')} · <code>${capabilityId}</code></p>
  </article>`;
};
