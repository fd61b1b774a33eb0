import type { ConnectionView, GrantView, LiveCapability } from '@valetkey/api-contracts';
import { button, element } from '../element.ts';
import { errorText } from '../error-text.ts';
import { plainText } from '../plain-text.ts';
import { grantRow } from './grant-row.ts';
import { liveRow } from './live-row.ts';
import type { Act, NameOf } from './row-powers.ts';
import { drawn, type View, type ViewPowers } from './view.ts';

/** Every authority that exists: what was allowed for good, and what is alive now. */
export const accessView = (powers: ViewPowers): View => {
  const { client, say } = powers;
  const act: Act = async (run, done) => {
    try {
      const { ended = 0 } = await run();
      say(ended === 0 ? done : `${done} ${ended} handle(s) ended at once.`);
    } catch (error) {
      say(errorText(error), 'failed');
    }
    await view.redraw();
  };
  const stopAll = button('Stop everything', () => act(() => client.stopEverything(), 'Stopped.'), {
    class: 'danger',
    'data-key': 'stop everything',
  });
  const body = element('div', {});
  const draw = ({ grants, live, connections }: Access): HTMLElement[] => {
    const nameOf: NameOf = (id) =>
      plainText(connections.find((one) => one.id === id)?.displayName ?? 'a deleted connection');
    const standing = grants.filter(({ state }) => state !== 'revoked');
    return [
      element('h3', {}, 'Alive now'),
      ...(live.length === 0
        ? [element('p', { class: 'empty' }, 'No extension holds anything now.')]
        : live.map((one) => liveRow(one, nameOf, act, client))),
      element('h3', {}, 'Always allowed'),
      ...(standing.length === 0
        ? [element('p', { class: 'empty' }, 'Nothing is allowed for good.')]
        : standing.map((grant) => grantRow(grant, nameOf, act, client))),
    ];
  };
  const view = drawn(
    body,
    async (): Promise<Access> => {
      const [grants, live, connections] = await Promise.all([
        client.listGrants(),
        client.listLive(),
        client.listConnections(),
      ]);
      return { grants, live, connections };
    },
    draw,
    (error) => say(errorText(error), 'failed'),
  );
  const whole = element('div', {}, element('header', {}, element('h2', {}, 'Access'), stopAll), body);
  return { element: whole, refresh: view.refresh };
};

type Access = {
  readonly grants: readonly GrantView[];
  readonly live: readonly LiveCapability[];
  readonly connections: readonly ConnectionView[];
};
