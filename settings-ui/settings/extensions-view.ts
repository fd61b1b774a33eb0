import type { ExtensionView } from '@valetkey/api-contracts';
import { button, element } from '../element.ts';
import { errorText } from '../error-text.ts';
import { plainText } from '../plain-text.ts';
import { badge } from './badge.ts';
import { extensionWords } from './state-words.ts';
import { drawn, type View, type ViewPowers } from './view.ts';

/** Which extensions run, and all that one may do taken back at once. The menu restarts one: that is main's to do. */
export const extensionsView = ({ client, say }: ViewPowers): View => {
  const revoke = async ({ id, displayName }: ExtensionView): Promise<void> => {
    try {
      const { ended } = await client.revokeExtension({ extension: id });
      say(`${plainText(displayName)} may do nothing any more. ${ended} handle(s) ended.`);
    } catch (error) {
      say(errorText(error), 'failed');
    }
  };
  const row = (extension: ExtensionView): HTMLElement => {
    const { id, displayName, version, state } = extension;
    const name = plainText(displayName);
    return element(
      'article',
      { class: 'row', 'aria-label': name },
      element('div', { class: 'title' }, element('h3', {}, name), badge(extensionWords[state])),
      element('p', { class: 'quiet' }, `${id}, version ${version}`),
      state === 'running'
        ? undefined
        : element('p', { class: 'next' }, 'Start it again in the menu Extensions.'),
      element(
        'div',
        { class: 'buttons' },
        button('Revoke everything', () => revoke(extension), {
          class: 'danger',
          'data-key': `revoke all ${id}`,
          'aria-label': `Revoke everything of ${name}`,
        }),
      ),
    );
  };
  const list = element('div', { class: 'list' });
  const view = drawn(
    list,
    () => client.listExtensions(),
    (extensions) =>
      extensions.length === 0
        ? [element('p', { class: 'empty' }, 'No extension is installed.')]
        : extensions.map(row),
    (error) => say(errorText(error), 'failed'),
  );
  const whole = element('div', {}, element('header', {}, element('h2', {}, 'Extensions')), list);
  return { element: whole, refresh: view.refresh };
};
