import type { ConnectionView, ProviderView } from '@valetkey/api-contracts';
import { dateText } from '../date-text.ts';
import { button, element } from '../element.ts';
import { errorText } from '../error-text.ts';
import { originText } from '../origin-text.ts';
import { plainText } from '../plain-text.ts';
import { badge } from './badge.ts';
import { confirm } from './confirm.ts';
import { secretForm } from './secret-form.ts';
import { connectionWords, testWords } from './state-words.ts';
import type { ViewPowers } from './view.ts';

export const connectionRow = (
  connection: ConnectionView,
  provider: ProviderView | undefined,
  powers: ViewPowers,
  changed: () => Promise<void>,
): HTMLElement => {
  const { id: connectionId, displayName, state, origins, holders } = connection;
  const { client, say } = powers;
  const words = connectionWords[state];
  const name = plainText(displayName);

  const run = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      say(errorText(error), 'failed');
    }
    await changed();
  };
  const test = (): Promise<void> =>
    run(async () => {
      say(`Testing ${name}…`);
      const result = await client.testConnection({ connectionId });
      say(`${name}: ${testWords(result)}`, result.ok ? 'done' : 'failed');
    });
  const remove = async (): Promise<void> => {
    const used =
      holders === 0 ? 'No extension uses it now.' : `In use now: ${holders} handle(s) stop at once.`;
    const about = [
      element('p', {}, used),
      element(
        'p',
        {},
        'Its secret and everything that it was allowed for are deleted. This cannot be undone.',
      ),
    ];
    if (!(await confirm({ title: `Delete ${name}?`, about, yes: 'Delete' }))) return;
    await run(async () => {
      await client.deleteConnection({ connectionId });
      say(`${name} was deleted.`);
    });
  };
  const replace = async (): Promise<void> => {
    if (provider === undefined)
      return say('The extension that describes this service is not running.', 'failed');
    if (await secretForm(connection, provider, powers)) await changed();
  };

  const key = (act: string): { 'data-key': string; 'aria-label': string } => ({
    'data-key': `${act} ${connectionId}`,
    'aria-label': `${act} ${name}`,
  });
  return element(
    'article',
    { class: 'row', 'aria-label': name },
    element('div', { class: 'title' }, element('h3', {}, name), badge(words)),
    element('p', { class: 'hosts' }, ...origins.flatMap((origin) => [originText(origin), ' '])),
    words.next === undefined ? undefined : element('p', { class: 'next' }, words.next),
    element('p', { class: 'quiet' }, facts(connection, provider)),
    element(
      'div',
      { class: 'buttons' },
      button('Test', test, key('Test')),
      button('Replace secret', replace, key('Replace secret of')),
      button('Delete', remove, { ...key('Delete'), class: 'danger' }),
    ),
  );
};

const facts = (
  { scope, lastUsedAt, holders, secretFields }: ConnectionView,
  provider: ProviderView | undefined,
): string => {
  const saved = secretFields.filter((field) => field.saved).map(({ setAt }) => setAt ?? 0);
  return [
    provider === undefined ? undefined : plainText(provider.provider.name),
    scope === 'user' ? 'yours' : 'of this workspace',
    lastUsedAt === undefined ? 'never used' : `last used ${dateText(lastUsedAt)}`,
    holders === 0 ? 'nobody holds it' : `held by ${holders} handle(s)`,
    saved.length === 0 ? undefined : `secret saved ${dateText(Math.max(...saved))}`,
  ]
    .filter((fact) => fact !== undefined)
    .join(' · ');
};
