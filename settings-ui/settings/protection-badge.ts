import type { Protection } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../components/icon.ts';
import { say } from '../say.ts';
import { unlockButton } from './choose-protection.ts';
import type { Powers } from './powers.ts';
import { setAsideButton } from './set-aside.ts';

/** What guards the secrets, what it does not protect from, and what can be done about either. */
export function protectionBadge(
  protection: Protection | undefined,
  powers: Powers,
): TemplateResult | typeof nothing {
  if (protection === undefined) return nothing;
  const { state, why, canSetAside, guardedBy, weakness, grade, notProtectedFrom, better } = protection;
  const locked = state === 'locked';
  return html`<section class="protection ${locked || grade === 'weak' ? 'warn' : 'good'}" aria-label=${say('Protection')}>
    <p class="protection-head">${icon(locked ? 'lock' : 'shield')}<b>${locked ? say('Secrets are locked') : say('Secrets are guarded by')}</b></p>
    <p>${locked ? (why ?? guardedBy) : guardedBy}</p>
    ${weakness === undefined ? nothing : html`<details><summary>${say('What this means')}</summary><p>${weakness}</p></details>`}
    ${
      notProtectedFrom.length === 0
        ? nothing
        : html`<details>
            <summary>${say('What this does not protect against')}</summary>
            <ul class="bullets">${notProtectedFrom.map((one) => html`<li>${one}</li>`)}</ul>
          </details>`
    }
    ${better === undefined ? nothing : html`<details><summary>${say('How to get better protection')}</summary><p>${better}</p></details>`}
    ${locked ? unlockButton(protection, powers, { key: 'unlock' }) : nothing}
    ${canSetAside ? setAsideButton(protection, powers, 'set aside') : nothing}
  </section>`;
}

/** For a connection whose secrets are locked: what the badge says and offers, where one looks for it. */
export const lockedHere = (
  said: string | undefined,
  protection: Protection | undefined,
  powers: Powers,
): TemplateResult =>
  html`<div class="row-line">
    ${said}
    ${unlockButton(protection, powers, { key: 'unlock here' })}
    ${protection?.canSetAside ? setAsideButton(protection, powers, 'set aside here') : nothing}
  </div>`;
