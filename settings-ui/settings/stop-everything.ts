import { type ExtensionId, plainText } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { appName } from '../app-name.ts';
import { callout } from '../components/badge.ts';
import { button } from '../components/button.ts';
import { revoking } from './access/revoke-access.ts';
import { attempt } from './attempt.ts';
import type { LiveData } from './live-data.ts';
import type { Powers } from './powers.ts';

/** At once, as an emergency wants it, and with a way back; what it ends stands beside it before and after. */
export function stopEverything(powers: Powers): Promise<boolean> {
  return revoking(powers, () => powers.client.stopEverything(), 'Stopped.');
}

export const resumeEverything = (powers: Powers): Promise<boolean> =>
  attempt(powers, async () => {
    await powers.client.resumeEverything();
    powers.announce('Extensions may use connections again.');
  });

/** In every view, with what it would end. */
export function stopButton(data: LiveData, powers: Powers): TemplateResult | typeof nothing {
  if (data.halt?.stopped === true) return nothing;
  const live = data.live ?? [];
  const ends =
    live.length === 0
      ? 'No active sessions.'
      : `Ends ${sessions(live.length)} of ${named([...new Set(live.map(({ extension }) => extension))], data)}.`;
  return html`<section class="stop" aria-label="Stop">
    ${button('Stop everything', () => stopEverything(powers), {
      kind: 'danger',
      icon: 'stop',
      key: 'stop everything',
      says: `Stop everything. ${ends} Allows no new ones.`,
    })}
    <p class="stop-ends quiet-text small theirs">${ends}</p>
  </section>`;
}

/** Above what was stopped, in every view. */
export function stoppedNotice(data: LiveData, powers: Powers): TemplateResult | typeof nothing {
  if (data.halt?.stopped !== true) return nothing;
  const { ended, extensions } = data.halt;
  const what = ended === 0 ? '' : ` ${sessions(ended)} of ${named(extensions, data)} ended.`;
  const resume = button('Resume', () => resumeEverything(powers), {
    kind: 'primary',
    key: 'stop everything',
  });
  const then = `Extensions get no connection until you resume or ${appName} restarts.`;
  return html`<section class="choose-protection" aria-label="Stopped">
    ${callout(
      'warn',
      html`<div class="row-line"><span class="theirs">Everything is stopped.${what} ${then}</span>${resume}</div>`,
    )}
  </section>`;
}

const sessions = (count: number): string => (count === 1 ? '1 active session' : `${count} active sessions`);

/** By name while one can read them. */
const mostNamed = 3;
const named = (ids: readonly ExtensionId[], { extensions = [] }: LiveData): string => {
  if (ids.length > mostNamed) return `${ids.length} extensions`;
  const names = ids.map((id) => plainText(extensions.find((one) => one.id === id)?.displayName ?? id));
  return new Intl.ListFormat('en').format(names);
};
