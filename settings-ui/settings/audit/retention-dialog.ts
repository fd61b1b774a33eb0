import { type AuditStatus, retentionLimits } from '@valetkey/broker/contracts';
import { html } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { cancelOr, openDialog } from '../../components/dialog.ts';
import { dateText } from '../../date-text.ts';
import { errorText } from '../../error-text.ts';
import { say } from '../../say.ts';
import type { Powers } from '../powers.ts';

/** How long the log is kept. What is older goes at once; the rest stays verifiable. */
export const changeRetention = async ({ client, announce }: Powers): Promise<void> => {
  const days = createRef<HTMLInputElement>();
  const entries = createRef<HTMLInputElement>();
  const problem = createRef<HTMLElement>();
  const save = async (close: (removed: number) => void): Promise<void> => {
    const tell = (text: string, at: HTMLElement | undefined): void => {
      if (problem.value !== undefined) problem.value.textContent = text;
      at?.focus();
    };
    for (const [{ value: field }, wrong, { least, most }] of [
      [days, 'Days: enter a whole number from {least} to {most}.', retentionLimits.days],
      [entries, 'Entries at most: enter a whole number from {least} to {most}.', retentionLimits.entries],
    ] as const) {
      const given = Number(field?.value);
      if (!Number.isInteger(given) || given < least || given > most)
        return tell(say(wrong, { least: String(least), most: String(most) }), field);
    }
    try {
      const wanted = { days: Number(days.value?.value), entries: Number(entries.value?.value) };
      close((await client.setRetention(wanted)).removed);
    } catch (error) {
      tell(errorText(error), days.value);
    }
  };
  try {
    const status = await client.auditStatus();
    const removed = await openDialog<number>(say('Keep activity'), (close) => {
      const submit = (event: SubmitEvent): void => {
        event.preventDefault();
        void save(close);
      };
      return html`<form novalidate @submit=${submit}>
        <p>${standing(status)}</p>
        <div class="field">
          <span class="field-label">${say('Days')}</span>
          <vscode-textfield ${ref(days)} type="number" min=${retentionLimits.days.least} max=${retentionLimits.days.most} .label=${say('Days')} value=${status.retention.days}></vscode-textfield>
        </div>
        <div class="field">
          <span class="field-label">${say('Entries at most')}</span>
          <vscode-textfield ${ref(entries)} type="number" min=${retentionLimits.entries.least} max=${retentionLimits.entries.most} .label=${say('Entries at most')} value=${status.retention.entries}></vscode-textfield>
        </div>
        <p class="quiet-text small">${say('Older or excess entries are deleted immediately and cannot be restored. Export them first.')}</p>
        <p class="problem" role="alert" ${ref(problem)}></p>
        ${cancelOr(close, say('Save'))}
      </form>`;
    });
    if (removed !== undefined)
      announce(
        removed === 0
          ? say('No entries were deleted.')
          : say.count('{count} older entries were deleted.', removed),
      );
  } catch (error) {
    announce(errorText(error), 'failed');
  }
};

const standing = ({ entries, oldestAt, removed }: AuditStatus): string => {
  const facts = [
    say.count('{count} entries are kept', entries),
    ...(oldestAt === undefined ? [] : [say('the oldest from {when}', { when: dateText(oldestAt) })]),
    ...(removed === 0 ? [] : [say.count('{count} older entries were deleted before', removed)]),
  ];
  return `${facts.join('; ')}.`;
};
