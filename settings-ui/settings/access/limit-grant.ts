import type { Caveats, Limits } from '@valetkey/api-contracts';
import { type GrantView, limitsOf, type TakenAway, takenBy } from '@valetkey/broker/contracts';
import { html, nothing, render } from 'lit';
import { button } from '../../components/button.ts';
import { openDialog } from '../../components/dialog.ts';
import { asksChoice, budgetChoices, lastsChoice, limitBoxes } from '../../limit-choices.ts';
import { say } from '../../say.ts';
import { attempt } from '../attempt.ts';
import type { Powers } from '../powers.ts';

/**
 * What the boxes are of: as it was allowed, or what is left of it where that is narrower than any one of its parts.
 */
const choicesOf = ({ caveats, limits = {} }: Pick<GrantView, 'caveats' | 'limits'>): Caveats => ({
  ...caveats,
  paths: narrower(caveats.paths, limits.paths) ?? caveats.paths,
  mcpTools: narrower(caveats.mcpTools, limits.mcpTools) ?? caveats.mcpTools,
});

const isLimited = ({ limits = {} }: Pick<GrantView, 'limits'>): boolean =>
  Object.values(limits).some((part) => part !== undefined);

const narrower = (all: readonly string[], left: string[] | undefined): string[] | undefined =>
  left?.some((one) => !all.includes(one)) ? left : undefined;

/** Takes something from a grant, or gives it back; main asks before it gives back. */
export async function limitGrant(grant: GrantView, title: string, powers: Powers): Promise<void> {
  const { id: grantId, limits } = grant;
  const choices = choicesOf(grant);
  const taken = takenBy(choices, limits);
  const wanted = await openDialog<TakenAway | 'nothing'>(
    say('Limit {access}', { access: title }),
    (close) => {
      const boxes = document.createElement('div');
      boxes.className = 'allow-less';
      const draw = (): void => {
        render(
          html`${limitBoxes(choices, taken, draw)} ${lastsChoice(taken)} ${budgetChoices(choices, taken, grant.costUnit)} ${asksChoice(choices, taken, draw)}`,
          boxes,
        );
      };
      draw();
      return html`<p>${say('Active sessions end, and new ones get only what is left. You are not asked again for the rest.')}</p>
      ${boxes}
      <div class="buttons end">
        ${isLimited(grant) ? button(say('Give back all…'), () => close('nothing'), { kind: 'quiet' }) : nothing}
        ${button(say('Cancel'), () => close())} ${button(say('Save'), () => close(taken), { kind: 'primary' })}
      </div>`;
    },
  );
  if (wanted === undefined) return;
  await attempt(powers, async () => {
    const left = wanted === 'nothing' ? {} : leftBy(grant, wanted);
    await powers.client.limitGrant({ grantId, limits: left });
    powers.announce(say('Saved. It applies from now on.'));
  });
}

/** A part of which no box was clear before, and none is now, stays as it was. */
const leftBy = (grant: GrantView, taken: TakenAway): Limits => {
  const { limits: before = {} } = grant;
  const choices = choicesOf(grant);
  const cleared = takenBy(choices, before);
  const next = limitsOf(choices, taken, new Date()) ?? {};
  return {
    ...next,
    methods: next.methods ?? (cleared.methods.size === 0 ? before.methods : undefined),
    paths: next.paths ?? (cleared.paths.size === 0 ? before.paths : undefined),
    mcpTools: next.mcpTools ?? (cleared.mcpTools.size === 0 ? before.mcpTools : undefined),
  };
};
