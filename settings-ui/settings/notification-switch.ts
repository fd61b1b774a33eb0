import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { say } from '../say.ts';
import { attempt } from './attempt.ts';
import type { LiveData } from './live-data.ts';
import type { Powers } from './powers.ts';

/** The same one as in the menu of the application and in the tray. */
export function notificationSwitch(
  { notifications }: LiveData,
  powers: Powers,
): TemplateResult | typeof nothing {
  const on = notifications?.on;
  if (on === undefined) return nothing;
  const set = async ({ currentTarget }: Event): Promise<void> => {
    const box = currentTarget as HTMLInputElement;
    // Nothing has changed then, so that nothing is drawn again.
    if (!(await setNotifications(box.checked, powers))) box.checked = on;
  };
  return html`<label class="switch">
    <input type="checkbox" data-key="notifications" .checked=${live(on)} @change=${set} />
    ${say('Notifications')}
  </label>`;
}

export const setNotifications = (on: boolean, powers: Powers): Promise<boolean> =>
  attempt(powers, async () => {
    await powers.client.setNotifications({ on });
    powers.announce(on ? say('Notifications are on.') : say('Notifications are off.'));
  });
