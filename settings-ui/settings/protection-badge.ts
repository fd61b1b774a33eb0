import type { Protection } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../components/button.ts';
import { confirm } from '../components/dialog.ts';
import { icon } from '../components/icon.ts';
import { attempt } from './attempt.ts';
import type { Powers } from './powers.ts';

/** What guards the secrets, what it does not protect from, and what can be done about either. */
export const protectionBadge = (
  protection: Protection | undefined,
  powers: Powers,
): TemplateResult | typeof nothing => {
  if (protection === undefined) return nothing;
  const { state, why, canSetAside, guardedBy, weakness, grade, notProtectedFrom, better } = protection;
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
    ${canSetAside ? setAsideButton(powers, 'set aside') : nothing}
  </section>`;
};

/** For a connection whose secrets are locked: what the badge says and offers, where one looks for it. */
export const lockedHere = (
  said: string | undefined,
  protection: Protection | undefined,
  powers: Powers,
): TemplateResult =>
  html`<div class="row-line">
    ${said}
    ${button('Unlock', () => unlock(powers), { key: 'unlock here', icon: 'key', says: 'Unlock the keyring' })}
    ${protection?.canSetAside ? setAsideButton(powers, 'set aside here') : nothing}
  </div>`;

const setAsideButton = (powers: Powers, key: string): TemplateResult =>
  button('Set aside…', () => setAside(powers), { kind: 'danger', key, says: 'Set the locked secrets aside' });

const unlock = (powers: Powers): Promise<boolean> =>
  attempt(powers, async () => {
    const { state, why } = await powers.client.unlockVault();
    if (state === 'unlocked') powers.say('Unlocked.');
    else powers.say(why ?? 'Still locked. Unlock the keyring of your desktop, then try again.', 'failed');
  });

const setAside = async (powers: Powers): Promise<void> => {
  const about = html`<p>A new key is made, and new secrets are saved with it. What is locked now stays in its file, but
      nothing here can open it again, also when the old keyring comes back.</p>
    <p>Connections and what extensions may do with them stay. Each connection asks for its secret, or to sign in.</p>`;
  if (!(await confirm({ title: 'Set the locked secrets aside?', about, yes: 'Set them aside' }))) return;
  await attempt(powers, async () => {
    const { aside, protection } = await powers.client.setSecretsAside();
    if (protection.state === 'locked') powers.say(protection.why ?? protection.guardedBy, 'failed');
    else if (aside === 0) powers.say('Unlocked. Nothing had to be set aside.');
    else if (aside === 1) powers.say('One secret was set aside. Enter it again.');
    else powers.say(`${aside} secrets were set aside. Enter them again.`);
  });
};
