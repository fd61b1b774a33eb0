import { type CredentialExpiry, expirySoonMs, type Message } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { badge } from '../../components/badge.ts';
import { dayText, inDaysText } from '../../date-text.ts';
import { say } from '../../say.ts';

const saidBy = {
  certificate: 'says the certificate',
  token: 'says the token',
  service: 'says the service',
  entered: 'as you entered',
} as const satisfies Record<CredentialExpiry['from'], Message>;

export const endsSoon = (expiry: CredentialExpiry | undefined, now = Date.now()): boolean =>
  expiry !== undefined && expiry.at - now <= expirySoonMs;

/** Beside a connection's state in the list: only what the user has to do something about. */
export const expiryBadge = (
  expiry: CredentialExpiry | undefined,
  now = Date.now(),
): TemplateResult | typeof nothing => {
  if (expiry === undefined || !endsSoon(expiry, now)) return nothing;
  return expiry.at <= now
    ? badge({ label: say('Expired'), tone: 'bad' })
    : badge({ label: say('Expires {when}', { when: inDaysText(expiry.at, now) }), tone: 'warn' });
};

/** Among a connection's values. */
export const expiryValue = (
  expiry: CredentialExpiry | undefined,
  now = Date.now(),
): TemplateResult | typeof nothing => {
  if (expiry === undefined) return nothing;
  const { at, from } = expiry;
  const isPast = at <= now;
  return html`<dt>${isPast ? say('Expired') : say('Expires')}</dt>
    <dd>${isPast ? dayText(at) : `${dayText(at)}, ${inDaysText(at, now)}`} <span class="quiet-text">(${say(saidBy[from])})</span></dd>`;
};

/** What can be done, while it still works. */
export const expiryStep = (expiry: CredentialExpiry, now = Date.now()): string =>
  say('Its credential expires {when}. Make a new one at the service, and replace the secret.', {
    when: inDaysText(expiry.at, now),
  });
