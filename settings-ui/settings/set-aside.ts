import type { Protection } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import { appName } from '../app-name.ts';
import { button } from '../components/button.ts';
import { confirm } from '../components/dialog.ts';
import { say } from '../say.ts';
import { attempt } from './attempt.ts';
import type { Powers } from './powers.ts';

/** One label wherever it stands. */
export const setAsideButton = ({ ways }: Protection, powers: Powers, key: string): TemplateResult =>
  button(say('Set secrets aside…'), () => setAside(powers, ways.includes('forgotten')), {
    kind: 'danger',
    key,
  });

/** `forgotten`: a passphrase would still open them. */
async function setAside(powers: Powers, forgotten: boolean): Promise<void> {
  const stays = forgotten
    ? say(
        '{app} creates a new key for new secrets. The locked secrets stay in their file but can never be opened again, even if somebody remembers the passphrase.',
        { app: appName },
      )
    : say(
        '{app} creates a new key for new secrets. The locked secrets stay in their file but can never be opened again, even if the old keyring returns.',
        { app: appName },
      );
  const about = html`<p>${stays}</p>
    <p>${say('Connections and access stay. Each connection asks for its secret or for a new sign-in.')}</p>`;
  if (!(await confirm({ title: say('Set the locked secrets aside?'), about, yes: say('Set them aside') })))
    return;
  await attempt(powers, async () => {
    const { aside, protection } = await powers.client.setSecretsAside();
    if (protection.state === 'locked') powers.announce(protection.why ?? protection.guardedBy, 'failed');
    else if (aside === 0) powers.announce(say('Unlocked. Nothing was set aside.'));
    else powers.announce(say.count('{count} secrets were set aside. Enter them again.', aside));
  });
}
