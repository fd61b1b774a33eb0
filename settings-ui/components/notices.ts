import { html, nothing, render } from 'lit';
import { button } from './button.ts';

export type Announce = (
  text: string,
  kind?: 'done' | 'failed',
  /** A way back, for as long as the notice is there. */
  undo?: { readonly label: string; readonly ms: number; readonly run: () => unknown },
) => void;

const shownMs = 6_000;

/** One line at the bottom of the window, read aloud; a later one takes its place. */
export function notices(region: HTMLElement): Announce {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const clear = (): void => {
    clearTimeout(timer);
    region.className = 'notice';
    render(nothing, region);
  };
  region.setAttribute('role', 'status');
  clear();
  return (text, kind = 'done', undo) => {
    clearTimeout(timer);
    region.className = `notice shown ${kind}`;
    const act = (): void => {
      clear();
      undo?.run();
    };
    render(
      html`<span>${text}</span>${undo === undefined ? nothing : button(undo.label, act, { key: 'undo' })}`,
      region,
    );
    timer = setTimeout(clear, undo?.ms ?? shownMs);
  };
}
