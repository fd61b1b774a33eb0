import type { Notification } from 'electron/main';
import { expect, it } from 'vitest';
import { english } from '../../contracts/texts/say.ts';
import { newsOf } from './app-news.ts';
import { makeShowNotification } from './show-notification.ts';

const showing = (isSupported = true) => {
  const shown: object[] = [];
  class System {
    static isSupported = (): boolean => isSupported;
    readonly #what: object;
    constructor(what: object) {
      this.#what = what;
    }
    once(): void {}
    show(): void {
      shown.push(this.#what);
    }
  }
  const show = makeShowNotification({
    system: System as unknown as typeof Notification,
    title: 'Notes',
    now: () => 0,
    platform: 'linux',
  });
  return { show, shown };
};
const expired = (at: number) =>
  newsOf(
    english,
    { kind: 'expired', connectionId: `c-${at}` as never, displayName: '<b>Work</b>' },
    () => undefined,
  );

it('notices of an application that embeds the broker are bounded, without markup, and under its name', () => {
  const { show, shown } = showing();
  const said = Array.from({ length: 20 }, (_, at) => show(expired(at)));
  expect(said.filter(Boolean)).toHaveLength(6);
  expect(shown).toHaveLength(6);
  expect(shown[0]).toMatchObject({ title: 'Notes', body: expect.stringContaining('‹b›Work‹/b›') });
  expect(show(expired(0)), 'the same again').toBe(false);
});

it('a use after a long time is told with who, what and since when, and leads to Access', () => {
  const places: unknown[] = [];
  const notice = { kind: 'used-again', connectionId: 'c-1' as never, displayName: 'Work' } as const;
  const lastAt = Date.UTC(2026, 9, 1);
  const news = newsOf(english, { ...notice, extension: 'acme.reader' as never, lastAt }, (place) =>
    places.push(place),
  );
  expect(news.text).toBe(
    'acme.reader used “Work” for the first time since Oct 1, 2026. If you do not expect that, revoke its access: open Settings > Access.',
  );
  news.clicked?.();
  expect(places).toEqual([{ view: 'access' }]);
});

it('where the system shows no notifications, none counts as shown', () => {
  expect(showing(false).show(expired(0))).toBe(false);
});
