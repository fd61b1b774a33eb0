import { element } from '../element.ts';

/** The word says it; the colour only helps. */
export const badge = ({ label, tone }: { readonly label: string; readonly tone: string }): HTMLElement =>
  element('span', { class: `badge ${tone}` }, label);
