import { defined } from '@valetkey/api-contracts';
import { midnight } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import { say } from '../../say.ts';
import type { AuditWanted } from './audit-pages.ts';

export type Times = Pick<AuditWanted, 'since' | 'until'>;

const hour = 3_600_000;

const timesOf: Readonly<Record<string, (now: number) => Times>> = {
  [say('Last hour')]: (now) => ({ since: now - hour }),
  [say('Last day')]: (now) => ({ since: now - 24 * hour }),
  [say('Today')]: (now) => ({ since: midnight(now) }),
  [say('Yesterday')]: (now) => ({ since: midnight(now, -1), until: midnight(now) - 1 }),
  [say('Last week')]: (now) => ({ since: now - 7 * 24 * hour }),
};
/** The times are typed. */
export const between = say('Between…');
export const spans = ['', ...Object.keys(timesOf), between].map(
  (span) => [span, span || say('Any time')] as const,
);

/** `Between…` begins with the times of before, none of which anybody has to type again. */
export const timesIn = (span: string, before: Times, now = Date.now()): Times =>
  span === between ? before : (timesOf[span]?.(now) ?? {});

/** From and to, each a minute of the calendar here; one that is empty is open. */
export const exactTimes = (times: Times, chosen: (times: Times) => void): TemplateResult => {
  const field = (label: string, name: keyof Times, within: number): TemplateResult =>
    html`<label class="exact-time">${label}
      <input
        type="datetime-local"
        data-key="time ${name}"
        .value=${minuteText(times[name])}
        @change=${(event: Event) => {
          const typed = Date.parse((event.currentTarget as HTMLInputElement).value);
          const { [name]: _, ...other } = times;
          chosen({ ...other, ...defined({ [name]: Number.isNaN(typed) ? undefined : typed + within }) });
        }}
      /></label>`;
  // The last minute is meant whole.
  return html`<div class="exact-times">${field(say('From'), 'since', 0)} ${field(say('To'), 'until', 59_999)}</div>`;
};

/** As the field has it: `2026-11-30T14:05`, without a zone. */
const minuteText = (at: number | undefined): string => {
  if (at === undefined) return '';
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
