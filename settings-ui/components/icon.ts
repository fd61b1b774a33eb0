import { svg, type TemplateResult } from 'lit';

/** Drawn here, 16 by 16, in the colour of the text around them; never read aloud. */
const shapes = {
  search: 'M11 6.5a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0zM10 10l4 4',
  add: 'M8 3v10M3 8h10',
  trash: 'M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 9h6l.5-9M7 7v4M9 7v4',
  edit: 'M3 13l.7-3L11 2.7l2.3 2.3L6 12.3 3 13zM9.5 4.2l2.3 2.3',
  test: 'M6 2.5h4M7 2.5v4L3.5 13h9L9 6.5v-4M5 10h6',
  reveal: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  conceal: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM3 13L13 3',
  key: 'M9.5 9a3.5 3.5 0 1 0-3-1.7L2 11.8V14h2.5v-1.5H6V11h1.5l.9-1.2M10.5 5.5h.01',
  lock: 'M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  person: 'M8 7.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM2.8 13.8c.4-2.8 2.5-4.3 5.2-4.3s4.8 1.5 5.2 4.3',
  plug: 'M5.5 2v3M10.5 2v3M4 5h8v3a4 4 0 0 1-8 0zM8 12v2.5',
  shield: 'M8 1.5l5 2v4c0 3.5-2 5.6-5 7-3-1.4-5-3.5-5-7v-4zM5.8 7.8l1.6 1.6 3-3',
  history: 'M3 4.5V2M3 4.5h2.5M3.2 4.3A6 6 0 1 1 2 8M8 5v3.2l2.2 1.3',
  extensions: 'M2.5 5h4v4h4v4h-8zM6.5 9h-4M6.5 9v4M10 2.5h3.5V6H10z',
  warning: 'M8 2l6.5 11.5h-13zM8 6.5v3.2M8 11.7h.01',
  pass: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.3 8.2l1.9 1.9 3.6-4',
  fail: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  stop: 'M5.5 1.8h5l3.7 3.7v5l-3.7 3.7h-5l-3.7-3.7v-5zM5.5 5.5l5 5M10.5 5.5l-5 5',
  out: 'M9.5 2.5h4v4M13.5 2.5L7.5 8.5M11.5 9.5v4h-9v-9h4',
  more: 'M6 3.5L10.5 8L6 12.5',
  bell: 'M4 11V7a4 4 0 0 1 8 0v4l1.2 1.5H2.8zM6.7 14.3h2.6',
  back: 'M13 8H3M7 3.5L2.5 8 7 12.5',
  globe:
    'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM2 8h12M8 2c2 2 2.6 4 2.6 6S10 12 8 14M8 2C6 4 5.4 6 5.4 8S6 12 8 14',
} as const;
export type IconName = keyof typeof shapes;

export function icon(name: IconName): TemplateResult {
  return svg`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><path d=${shapes[name]} /></svg>`;
}
