import type { Protection } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import { appName } from '../app-name.ts';
import { button } from '../components/button.ts';
import { confirm } from '../components/dialog.ts';
import { attempt } from './attempt.ts';
import type { Powers } from './powers.ts';

/** One label wherever it stands. */
export const setAsideButton = ({ ways }: Protection, powers: Powers, key: string): TemplateResult =>
  button('Set secrets aside…', () => setAside(powers, ways.includes('forgotten')), { kind: 'danger', key });

/** `forgotten`: a passphrase would still open them. */
async function setAside(powers: Powers, forgotten: boolean): Promise<void> {
  const about = html`<p>${appName} creates a new key for new secrets. The locked secrets stay in their file but can never
      be opened again, ${forgotten ? 'even if somebody remembers the passphrase' : 'even if the old keyring returns'}.</p>
    <p>Connections and access stay. Each connection asks for its secret or for a new sign-in.</p>`;
  if (!(await confirm({ title: 'Set the locked secrets aside?', about, yes: 'Set them aside' }))) return;
  await attempt(powers, async () => {
    const { aside, protection } = await powers.client.setSecretsAside();
    if (protection.state === 'locked') powers.announce(protection.why ?? protection.guardedBy, 'failed');
    else if (aside === 0) powers.announce('Unlocked. Nothing was set aside.');
    else if (aside === 1) powers.announce('One secret was set aside. Enter it again.');
    else powers.announce(`${aside} secrets were set aside. Enter them again.`);
  });
}
