import { displayText } from '../../consent/display-text.ts';
import type { ChangeRow } from '../../contracts/change-rows.ts';
import type { Message } from '../../contracts/texts/message.ts';
import type { Say } from '../../contracts/texts/say.ts';
import { widthOf } from './terminal-wrap.ts';

const whens = ['before', 'now'] as const satisfies readonly Message[];
const answers = ['yes', 'no'] as const satisfies readonly Message[];
type Cell = (typeof whens)[number] | (typeof answers)[number];

/** As wide as the widest of its column, in every language. */
const inColumn = (say: Say, column: readonly Cell[], cell: Cell): string => {
  const text = say(cell);
  const widest = Math.max(...column.map((one) => widthOf(say(one))));
  return text + ' '.repeat(widest - widthOf(text));
};

/** What differs, and below it what was and what is. Whole: what is cut could end in anything. */
export const rowLines = (say: Say, [what, before, now]: ChangeRow): [string, string, string] => [
  `${displayText(what, 600)}:`,
  `  ${inColumn(say, whens, 'before')}  ${displayText(before, 400_000)}`,
  `  ${inColumn(say, whens, 'now')}  ${displayText(now, 400_000)}`,
];

/** `yes Methods: GET` */
export const yesOrNo = (say: Say, isYes: boolean, text: string): string =>
  `${inColumn(say, answers, isYes ? 'yes' : 'no')} ${text}`;
