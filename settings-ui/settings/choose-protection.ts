import { type Protection, shortestPassphrase } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { appName } from '../app-name.ts';
import { callout } from '../components/badge.ts';
import { type ButtonLooks, button } from '../components/button.ts';
import { cancelOr, openDialog } from '../components/dialog.ts';
import { say } from '../say.ts';
import { attempt } from './attempt.ts';
import type { Powers } from './powers.ts';
import { setAsideButton } from './set-aside.ts';

/** Above every view while no secret can be stored or used: why, and what a person can do about it here. */
export function chooseProtection(
  protection: Protection | undefined,
  powers: Powers,
): TemplateResult | typeof nothing {
  if (protection === undefined || protection.state === 'unlocked' || protection.ways.length === 0)
    return nothing;
  const { ways, why, guardedBy } = protection;
  return html`<section class="choose-protection" aria-label=${say('Choose protection')}>
    ${callout(
      'warn',
      html`<p>${why ?? guardedBy}</p>
        <p class="small">${ways.includes('passphrase') ? say('If nobody knows it, set the secrets aside and enter them again.') : say('Extensions can ask for access already. Secrets can be stored once they are protected.')}</p>
        <div class="buttons">
          ${ways.includes('passphrase') ? unlockButton(protection, powers, { kind: 'primary', key: 'enter passphrase' }) : nothing}
          ${ways.includes('forgotten') ? setAsideButton(protection, powers, 'forgot passphrase') : nothing}
          ${ways.includes('new-passphrase') ? button(say('Use a passphrase…'), () => newPassphrase(powers), { kind: 'primary', icon: 'key', key: 'new passphrase' }) : nothing}
          ${ways.includes('weak') ? button(say('Use weak protection…'), () => choose({ way: 'weak' }, powers), { key: 'weak protection' }) : nothing}
          ${ways.includes('passphrase') ? nothing : unlockButton(protection, powers, { key: 'look again' })}
        </div>`,
    )}
  </section>`;
}

/** One label wherever it stands: what a press does depends on what guards the vault, not on the place. */
export const unlockButton = (
  protection: Protection | undefined,
  powers: Powers,
  looks: Pick<ButtonLooks, 'kind' | 'key'>,
): TemplateResult => {
  const ways = protection?.ways ?? [];
  const label = ways.includes('passphrase')
    ? say('Unlock…')
    : ways.length > 0
      ? say('Look for a keyring again')
      : say('Unlock');
  return button(label, () => unlock(protection, powers), { ...looks, icon: 'key' });
};

/** By its passphrase where it has one; else the keyring is asked again. */
const unlock = async (protection: Protection | undefined, powers: Powers): Promise<void> => {
  const needsPassphrase = protection?.ways.includes('passphrase') === true;
  const passphrase = needsPassphrase ? await askPassphrase(say('Enter the passphrase'), false) : undefined;
  if (needsPassphrase && passphrase === undefined) return;
  await attempt(powers, async () => tell(await powers.client.unlockVault({ passphrase }), powers));
};

const newPassphrase = async (powers: Powers): Promise<void> => {
  const passphrase = await askPassphrase(say('Choose a passphrase'), true);
  if (passphrase !== undefined) await choose({ way: 'new-passphrase', passphrase }, powers);
};

const choose = (
  chosen: { readonly way: 'weak' | 'new-passphrase'; readonly passphrase?: string },
  powers: Powers,
): Promise<boolean> =>
  attempt(powers, async () => tell(await powers.client.chooseProtection(chosen), powers));

const tell = ({ state, why }: Protection, { announce }: Powers): void => {
  if (state === 'unlocked') announce(say('Unlocked.'));
  else announce(why ?? say('Still locked. Unlock it in your system, then try again.'), 'failed');
};

/** Typed twice where it is new. What was typed is in the fields of the dialog alone, which is gone with it. */
const askPassphrase = (title: string, isNew: boolean): Promise<string | undefined> =>
  openDialog<string>(title, (close) => {
    const send = (event: Event): void => {
      event.preventDefault();
      const form = event.currentTarget as HTMLFormElement;
      const [first, second] = [...form.querySelectorAll('input')];
      const problem = form.querySelector('.problem') as HTMLElement;
      const passphrase = first?.value ?? '';
      if (isNew && [...passphrase].length < shortestPassphrase) {
        problem.textContent = say('Use at least {count} characters.', { count: shortestPassphrase });
        first?.focus();
      } else if (isNew && passphrase !== second?.value) {
        problem.textContent = say('The passphrases differ.');
        second?.focus();
      } else if (passphrase !== '') close(passphrase);
    };
    return html`<form class="passphrase" @submit=${send}>
      ${isNew ? html`<p>${say('{app} asks for it after each start. Nobody can restore it: without it the secrets are lost.', { app: appName })}</p>` : nothing}
      <label>${say('Passphrase')} <input type="password" autocomplete="off" autofocus /></label>
      ${isNew ? html`<label>${say('Passphrase again')} <input type="password" autocomplete="off" /></label>` : nothing}
      <p class="problem" role="alert"></p>
      ${cancelOr(close, isNew ? say('Use it') : say('Unlock'))}
    </form>`;
  });
