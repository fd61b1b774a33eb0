import type { Message } from '../../contracts/texts/message.ts';
import type { Say } from '../../contracts/texts/say.ts';
import { widthOf } from './terminal-wrap.ts';

const whats = [
  'hosts',
  'scope',
  'sign-in',
  'signs in',
  'MCP',
  'requests',
  'provider',
  'new tool',
  'tool',
  'gone tool',
] as const satisfies readonly Message[];
export type WhatChanged = (typeof whats)[number];

const whens = ['before', 'now'] as const satisfies readonly Message[];
const answers = ['yes', 'no'] as const satisfies readonly Message[];
type Cell = WhatChanged | (typeof whens)[number] | (typeof answers)[number];

/** As wide as the widest of its column, in every language. */
const inColumn = (say: Say, column: readonly Cell[], cell: Cell | undefined): string => {
  const text = cell === undefined ? '' : say(cell);
  const widest = Math.max(...column.map((one) => widthOf(say(one))));
  return text + ' '.repeat(widest - widthOf(text));
};

/** `before  https://a.example` */
export const whenLine = (say: Say, when: (typeof whens)[number], text: string): string =>
  `${inColumn(say, whens, when)}  ${text}`;

/** Beside what it is about, where that is not said on the line above. */
export const beside = (say: Say, what: WhatChanged | undefined, text: string): string =>
  `${inColumn(say, whats, what)} ${text}`;

export const beforeAndNow = (say: Say, what: WhatChanged, before: string, now: string): [string, string] => [
  beside(say, what, whenLine(say, 'before', before)),
  beside(say, undefined, whenLine(say, 'now', now)),
];

/** `yes Methods: GET` */
export const yesOrNo = (say: Say, isYes: boolean, text: string): string =>
  `${inColumn(say, answers, isYes ? 'yes' : 'no')} ${text}`;
