import { plainText } from '@valetkey/api-contracts';
import { type GrantView, leftOf, type Replayed } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { caveatSentences } from '../../caveat-sentences.ts';
import { button } from '../../components/button.ts';
import { openDialog } from '../../components/dialog.ts';
import { attempt } from '../attempt.ts';
import type { Powers } from '../powers.ts';

const undoMs = 30_000;

/** Shows the narrowest limits that cover what was used, and sets them. Undo asks, because it gives something back. */
export async function tightenGrant(grant: GrantView, title: string, powers: Powers): Promise<void> {
  const { client, announce } = powers;
  const { id: grantId, limits: before } = grant;
  await attempt(powers, async () => {
    const { limits, replayed } = await client.proposeLimits({ grantId });
    if (limits === undefined)
      return announce('Nothing was used yet, so there is nothing to keep. Revoke it instead.');
    const answer = await openDialog<'yes'>(
      `Tighten ${title}`,
      (close) => html`<div class="about">
          <p>The log has ${uses(replayed)}. This is all that they need:</p>
          <ul class="bullets">
            ${caveatSentences(leftOf({ ...grant, limits }), grant.authority).map((one) => html`<li>${one}</li>`)}
          </ul>
          ${refusedList(replayed)}
          <p>Active sessions end, and new ones get only this. The extension is not asked again for the rest.</p>
        </div>
        <div class="buttons end">
          ${button('Cancel', () => close())} ${button('Tighten', () => close('yes'), { kind: 'primary' })}
        </div>`,
    );
    if (answer !== 'yes') return;
    await client.limitGrant({ grantId, limits });
    const undo = () => attempt(powers, () => client.limitGrant({ grantId, limits: before ?? {} }));
    announce('Tightened. It applies from now on.', 'done', {
      label: 'Undo',
      ms: undoMs,
      run: () => void undo(),
    });
  });
}

const uses = ({ uses }: Replayed): string => (uses === 1 ? '1 use' : `${uses} uses`);

/** Uses from before an earlier limit; a proposal refuses nothing that passes now. */
const refusedList = ({ refused, more }: Replayed): TemplateResult | typeof nothing =>
  refused.length === 0
    ? nothing
    : html`<p>Refused already, and from now on:</p>
        <ul class="bullets">
          ${refused.map(({ method, path, count }) => html`<li><code>${method} ${plainText(path)}</code> (${count})</li>`)}
          ${more === 0 ? nothing : html`<li>${more} others</li>`}
        </ul>`;
