import { type CredentialExpiry, expirySoonMs } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { badge } from '../../components/badge.ts';
import { dayText, inDaysText } from '../../date-text.ts';

const saidBy: Readonly<Record<CredentialExpiry['from'], string>> = {
  certificate: 'says the certificate',
  token: 'says the token',
  service: 'says the service',
  entered: 'as you entered',
};

export const endsSoon = (expiry: CredentialExpiry | undefined, now = Date.now()): boolean =>
  expiry !== undefined && expiry.at - now <= expirySoonMs;

/** Beside a connection's state in the list: only what the user has to do something about. */
export const expiryBadge = (
  expiry: CredentialExpiry | undefined,
  now = Date.now(),
): TemplateResult | typeof nothing => {
  if (expiry === undefined || !endsSoon(expiry, now)) return nothing;
  return expiry.at <= now
    ? badge({ label: 'Expired', tone: 'bad' })
    : badge({ label: `Expires ${inDaysText(expiry.at, now)}`, tone: 'warn' });
};

/** Among a connection's values. */
export const expiryValue = (
  expiry: CredentialExpiry | undefined,
  now = Date.now(),
): TemplateResult | typeof nothing => {
  if (expiry === undefined) return nothing;
  const { at, from } = expiry;
  const isPast = at <= now;
  return html`<dt>${isPast ? 'Expired' : 'Expires'}</dt>
    <dd>${isPast ? dayText(at) : `${dayText(at)}, ${inDaysText(at, now)}`} <span class="quiet-text">(${saidBy[from]})</span></dd>`;
};

/** What can be done, while it still works. */
export const expiryStep = (expiry: CredentialExpiry, now = Date.now()): string =>
  `Its credential expires ${inDaysText(expiry.at, now)}. Make a new one at the service, and replace the secret.`;
