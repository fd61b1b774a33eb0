import { element } from '../element.ts';
import type { ViewPowers } from './view.ts';

const shownMs = 6_000;

/** One line at the bottom of the window; a later one takes its place. */
export const notices = (): { readonly say: ViewPowers['say']; readonly region: HTMLElement } => {
  const region = element('div', { class: 'notice', role: 'status', 'aria-live': 'polite' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    region,
    say: (text, kind = 'done') => {
      clearTimeout(timer);
      region.className = `notice ${kind}`;
      region.textContent = text;
      timer = setTimeout(() => {
        region.textContent = '';
      }, shownMs);
    },
  };
};
