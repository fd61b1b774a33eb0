import type { Protection } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../components/button.ts';
import { icon } from '../components/icon.ts';
import { attempt } from './attempt.ts';
import type { Powers } from './powers.ts';

/** What guards the secrets, what it does not protect from, and what can be done about either. */
export const protectionBadge = (
  protection: Protection | undefined,
  powers: Powers,
): TemplateResult | typeof nothing => {
  if (protection === undefined) return nothing;
  const { state, why, guardedBy, weakness, grade, notProtectedFrom, better } = protection;
  const locked = state === 'locked';
  return html`<section class="protection ${locked || grade === 'weak' ? 'warn' : 'good'}" aria-label="Protection">
    <p class="protection-head">${icon(locked ? 'lock' : 'shield')}<b>${locked ? 'Secrets are locked' : 'Secrets are guarded by'}</b></p>
    <p>${locked ? (why ?? guardedBy) : guardedBy}</p>
    ${weakness === undefined ? nothing : html`<p>${weakness}</p>`}
    ${
      notProtectedFrom.length === 0
        ? nothing
        : html`<details>
            <summary>What this does not protect from</summary>
            <ul class="bullets">${notProtectedFrom.map((one) => html`<li>${one}</li>`)}</ul>
          </details>`
    }
    ${better === undefined ? nothing : html`<details><summary>How to get a better one</summary><p>${better}</p></details>`}
    ${locked ? button('Unlock', () => unlock(powers), { key: 'unlock', icon: 'key' }) : nothing}
  </section>`;
};

export const unlock = (powers: Powers): Promise<boolean> =>
  attempt(powers, async () => {
    const { state, why } = await powers.client.unlockVault();
    if (state === 'unlocked') powers.say('Unlocked.');
    else powers.say(why ?? 'Still locked. Unlock the keyring of your desktop, then try again.', 'failed');
  });
