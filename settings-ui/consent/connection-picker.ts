import { element } from '../element.ts';
import { plainText } from '../plain-text.ts';
import type { Choice } from './changes.ts';

/** Radio buttons when there is something to choose. `choose` is told of what a person picked. */
export const connectionPicker = (
  choices: readonly Choice[],
  chosen: Choice,
  choose: (choice: Choice) => void,
): HTMLElement => {
  if (choices.length === 1) return element('p', {}, ...label(chosen));
  const radios = choices.map((choice) => {
    const radio = element('input', { type: 'radio', name: 'connection', value: choice.connectionId });
    radio.checked = choice === chosen;
    radio.addEventListener('change', (event) => {
      if (event.isTrusted) choose(choice);
      else radio.checked = choice === chosen;
    });
    return element('label', { class: 'choice' }, radio, element('span', {}, ...label(choice)));
  });
  const why = choices.some(({ scope }) => scope === 'workspace')
    ? 'Workspace connections come first: they were set up for the work that is open here.'
    : 'You choose; the extension never sees this list.';
  return element(
    'fieldset',
    {},
    element('legend', { class: 'unseen' }, 'Connection'),
    ...radios,
    element('p', { class: 'quiet' }, why),
  );
};

const whose = { user: 'your own connection', workspace: 'connection of this workspace' } as const;

const label = ({ displayName, scope, origins }: Choice): (HTMLElement | string)[] => [
  element('b', {}, plainText(displayName)),
  element('span', { class: 'quiet' }, ` ${whose[scope]}, for ${origins.join(', ')}`),
];
