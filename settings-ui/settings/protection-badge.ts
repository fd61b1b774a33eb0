import type { Protection } from '@valetkey/api-contracts';
import { button, element } from '../element.ts';
import { errorText } from '../error-text.ts';
import { drawn, type View, type ViewPowers } from './view.ts';

/** What guards the secrets, what it does not guard against, and what can be done while they are locked. */
export const protectionBadge = ({ client, say }: ViewPowers): View => {
  const unlock = async (): Promise<void> => {
    try {
      const { state, why } = await client.unlockVault();
      if (state === 'unlocked') say('Unlocked.');
      else say(why ?? 'Still locked.', 'failed');
    } catch (error) {
      say(errorText(error), 'failed');
    }
    await badge.refresh();
  };
  const draw = ({ state, why, guardedBy, weakness }: Protection): HTMLElement[] => [
    element(
      'p',
      {},
      element('b', {}, state === 'unlocked' ? 'Secrets are guarded by' : 'Secrets are locked'),
    ),
    element('p', {}, state === 'unlocked' ? guardedBy : (why ?? guardedBy)),
    ...(weakness === undefined
      ? []
      : [
          element(
            'details',
            {},
            element('summary', {}, 'What this does not protect from'),
            element('p', {}, weakness),
          ),
        ]),
    ...(state === 'locked' ? [button('Unlock', unlock)] : []),
  ];
  const section = element('section', { class: 'protection', 'aria-label': 'Protection' });
  const badge = drawn(
    section,
    () => client.protection(),
    draw,
    (error) => say(errorText(error), 'failed'),
  );
  return badge;
};
