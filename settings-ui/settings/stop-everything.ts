import { type ExtensionId, plainText } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { appName } from '../app-name.ts';
import { callout } from '../components/badge.ts';
import { button } from '../components/button.ts';
import { say } from '../say.ts';
import { revoking } from './access/revoke-access.ts';
import { attempt } from './attempt.ts';
import type { LiveData } from './live-data.ts';
import type { Powers } from './powers.ts';

/** At once, as an emergency wants it, and with a way back; what it ends stands beside it before and after. */
export function stopEverything(powers: Powers): Promise<boolean> {
  return revoking(powers, () => powers.client.stopEverything(), say('Stopped.'));
}

export const resumeEverything = (powers: Powers): Promise<boolean> =>
  attempt(powers, async () => {
    await powers.client.resumeEverything();
    powers.announce(say('Extensions may use connections again.'));
  });

/** In every view, with what it would end. */
export function stopButton(data: LiveData, powers: Powers): TemplateResult | typeof nothing {
  if (data.halt?.stopped === true) return nothing;
  const live = data.live ?? [];
  const extensions = named([...new Set(live.map(({ extension }) => extension))], data);
  const ends =
    live.length === 0
      ? say('No active sessions.')
      : say.count('Ends {count} active sessions of {extensions}.', live.length, { extensions });
  return html`<section class="stop" aria-label=${say('Stop')}>
    ${button(say('Stop everything'), () => stopEverything(powers), {
      kind: 'danger',
      icon: 'stop',
      key: 'stop everything',
      says: `${say('Stop everything.')} ${ends} ${say('Allows no new ones.')}`,
    })}
    <p class="stop-ends quiet-text small theirs">${ends}</p>
  </section>`;
}

/** Above what was stopped, in every view. */
export function stoppedNotice(data: LiveData, powers: Powers): TemplateResult | typeof nothing {
  if (data.halt?.stopped !== true) return nothing;
  const { ended, extensions } = data.halt;
  const what =
    ended === 0
      ? ''
      : say.count('{count} active sessions of {extensions} ended.', ended, {
          extensions: named(extensions, data),
        });
  const resume = button(say('Resume'), () => resumeEverything(powers), {
    kind: 'primary',
    key: 'stop everything',
  });
  const then = say('Extensions get no connection until you resume or {app} restarts.', { app: appName });
  return html`<section class="choose-protection" aria-label=${say('Stopped')}>
    ${callout(
      'warn',
      html`<div class="row-line"><span class="theirs">${[say('Everything is stopped.'), what, then].filter((one) => one !== '').join(' ')}</span>${resume}</div>`,
    )}
  </section>`;
}

/** By name while one can read them. */
const mostNamed = 3;
const named = (ids: readonly ExtensionId[], { extensions = [] }: LiveData): string => {
  if (ids.length > mostNamed) return say.count('{count} extensions', ids.length);
  const names = ids.map((id) => plainText(extensions.find((one) => one.id === id)?.displayName ?? id));
  return new Intl.ListFormat(say.locale).format(names);
};
