import { plainText } from '@valetkey/api-contracts';
import { type GrantView, leftOf, type Replayed } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { caveatSentences } from '../../caveat-sentences.ts';
import { confirm } from '../../components/dialog.ts';
import { say } from '../../say.ts';
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
      return announce(say('Nothing was used yet, so there is nothing to keep. Revoke it instead.'));
    const about = html`<p>${say.count('The log has {count} uses. This is all that they need:', replayed.uses)}</p>
      <ul class="bullets">
        ${caveatSentences(leftOf({ ...grant, limits }), grant.authority).map((one) => html`<li>${one}</li>`)}
      </ul>
      ${usesList(say('Refused already, and from now on:'), replayed.refused, replayed.more)}
      ${usesList(say('Valetkey asks you first, as now:'), replayed.asks, replayed.moreAsks)}
      <p>${say('Active sessions end, and new ones get only this. You are not asked again for the rest.')}</p>`;
    const yes = say('Tighten');
    if (!(await confirm({ title: say('Tighten {access}', { access: title }), about, yes, kind: 'primary' })))
      return;
    await client.limitGrant({ grantId, limits });
    const undo = () => attempt(powers, () => client.limitGrant({ grantId, limits: before ?? {} }));
    announce(say('Tightened. It applies from now on.'), 'done', {
      label: say('Undo'),
      ms: undoMs,
      run: () => void undo(),
    });
  });
}

/** Uses from before an earlier limit are refused; a proposal refuses nothing that passes now. */
const usesList = (
  head: string,
  uses: readonly Replayed['asks'][number][],
  more: number,
): TemplateResult | typeof nothing =>
  uses.length === 0
    ? nothing
    : html`<p>${head}</p>
        <ul class="bullets">
          ${uses.map(({ method, path, count }) => html`<li><code>${method} ${plainText(path)}</code> (${count})</li>`)}
          ${more === 0 ? nothing : html`<li>${say.count('{count} others', more)}</li>`}
        </ul>`;
