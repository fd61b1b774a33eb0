import { afterEach, describe, expect, it, vi } from 'vitest';
import { settingsInChromium } from '../fixtures/settings-in-chromium.ts';
import { keepPress } from './keep-press.ts';

const open = settingsInChromium();

it('what arrives while a button is held down is shown after half a second, and not under the pointer', async () => {
  const { page, test } = await open({
    before: async ({ connect }) => {
      await connect('First');
      await connect('Second');
    },
  });
  const row = (name: string) => page.getByRole('option').filter({ hasText: name });
  await row('Second').hover();
  await page.evaluate(`document.addEventListener('pointerdown', () => {
    const pressed = performance.now();
    new MutationObserver(() => {
      if (!document.querySelector('[role=listbox]')?.textContent.includes('First'))
        globalThis.goneAfter ??= performance.now() - pressed;
    }).observe(document, { childList: true, subtree: true, characterData: true });
  }, { capture: true, once: true })`);
  await page.mouse.down();
  const { connections } = await test.settings.listConnections();
  const first = connections.find(({ displayName }) => displayName === 'First');
  await test.settings.deleteConnection({ connectionId: first?.id as never });
  await row('First').waitFor({ state: 'detached' });
  await page.mouse.up();
  expect(await page.evaluate('goneAfter')).toBeGreaterThanOrEqual(499);
});

/** Node has no PointerEvent. */
const pointed = (type: string, pointerId: number): Event => Object.assign(new Event(type), { pointerId });

describe('a press', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const begin = () => {
    vi.useFakeTimers();
    const [root, window] = [new EventTarget(), new EventTarget()];
    vi.stubGlobal('window', window);
    const drawn: string[] = [];
    const afterPress = keepPress(root as HTMLElement);
    return {
      drawn,
      draw: (what: string) => afterPress(() => drawn.push(what)),
      press: (pointerId = 1) => root.dispatchEvent(pointed('pointerdown', pointerId)),
      letGo: (event = 'pointerup', pointerId = 1) => window.dispatchEvent(pointed(event, pointerId)),
    };
  };

  it.each(['pointerup', 'pointercancel'])(
    'the last of several draws waits for the end of a press: %s',
    (end) => {
      const { drawn, draw, press, letGo } = begin();
      draw('before');
      press();
      draw('meanwhile');
      draw('last');
      letGo(end);
      expect(drawn, 'the click comes in the same turn').toEqual(['before']);
      vi.advanceTimersByTime(0);
      draw('after');
      expect(drawn).toEqual(['before', 'last', 'after']);
    },
  );

  it('a press is not ended by another pointer, and its draw waits for a press that follows at once', () => {
    const { drawn, draw, press, letGo } = begin();
    press();
    draw('meanwhile');
    letGo('pointerup', 2);
    vi.advanceTimersByTime(100);
    expect(drawn).toEqual([]);
    letGo();
    press();
    vi.advanceTimersByTime(100);
    expect(drawn).toEqual([]);
    letGo();
    vi.advanceTimersByTime(0);
    expect(drawn).toEqual(['meanwhile']);
  });

  it('a press that does not end holds nothing up for longer than half a second', () => {
    const { drawn, draw, press, letGo } = begin();
    press();
    draw('one');
    vi.advanceTimersByTime(500);
    draw('two');
    letGo();
    vi.runAllTimers();
    expect(drawn).toEqual(['one', 'two']);
  });
});
