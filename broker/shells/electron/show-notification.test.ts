import type { Notification } from 'electron/main';
import { expect, it } from 'vitest';
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
  newsOf({ kind: 'expired', connectionId: `c-${at}` as never, displayName: '<b>Work</b>' }, () => undefined);

it('notices of an application that embeds the broker are bounded, without markup, and under its name', () => {
  const { show, shown } = showing();
  const said = Array.from({ length: 20 }, (_, at) => show(expired(at)));
  expect(said.filter(Boolean)).toHaveLength(6);
  expect(shown).toHaveLength(6);
  expect(shown[0]).toMatchObject({ title: 'Notes', body: expect.stringContaining('‹b›Work‹/b›') });
  expect(show(expired(0)), 'the same again').toBe(false);
});

it('where the system shows no notifications, none counts as shown', () => {
  expect(showing(false).show(expired(0))).toBe(false);
});
