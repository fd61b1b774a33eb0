import { displayText } from '../../consent/display-text.ts';
import type { ElicitationField, ElicitedValue } from '../../contracts/elicitation.ts';
import type { Say } from '../../contracts/texts/say.ts';
import { quotedText } from './terminal-places.ts';
import { wrapped } from './terminal-wrap.ts';

/** One field of a server's form, and what to type for it. Every line of the server's is indented. */
export const fieldLines = (say: Say, field: ElicitationField, columns: number): string[] => [
  ...wrapped(
    `${quotedText(say, field.label, 400)}${field.required ? ` ${say('(required)')}` : ''}`,
    columns,
    '    ',
  ),
  ...(field.hint === undefined ? [] : wrapped(displayText(field.hint, 2_000), columns, '      > ')),
  ...('options' in field
    ? field.options.flatMap((one, at) => wrapped(`${at + 1}. ${displayText(one, 400)}`, columns, '      > '))
    : []),
  // Indented too, because it quotes the answer that the server proposes.
  ...wrapped(howTo(say, field), columns, '    '),
];

/** `y`, `n` and the numbers are the same in every language. */
const howTo = (say: Say, field: ElicitationField): string =>
  `${typeWhat(say, field)} ${emptyMeans(say, field)}`;

const typeWhat = (say: Say, field: ElicitationField): string => {
  switch (field.kind) {
    case 'text':
      return field.masked ? say('Type it; it is not shown.') : say('Type it.');
    case 'number':
      return field.integer ? say('Type a whole number.') : say('Type a number.');
    case 'boolean':
      return say('Type y or n.');
    case 'choice':
      return say('Type one number.');
    case 'choices':
      return say('Type numbers, with commas between them.');
  }
};

const emptyMeans = (say: Say, field: ElicitationField): string => {
  if (field.default === undefined) return field.required ? '' : say('Enter alone leaves it out.');
  return say('Enter alone takes {value}.', { value: displayText(shownDefault(field), 200) });
};

const shownDefault = (field: ElicitationField): string => {
  if (field.kind === 'boolean') return field.default ? 'y' : 'n';
  if (field.kind === 'choice') return String((field.default ?? 0) + 1);
  if (field.kind === 'choices') return (field.default ?? []).map((at) => at + 1).join(',');
  return JSON.stringify(field.default);
};

/** What the typed line means; whether it fits is asked afterwards. */
export const readFieldLine = (field: ElicitationField, line: string): ElicitedValue => {
  if (line === '') return field.default ?? null;
  const places = (text: string): number[] => text.split(',').map((one) => Number(one.trim() || '0') - 1);
  switch (field.kind) {
    case 'text':
      return line;
    case 'number':
      return line.trim() === '' ? Number.NaN : Number(line);
    case 'boolean':
      return /^y(es)?$/i.test(line.trim()) ? true : /^no?$/i.test(line.trim()) ? false : line;
    case 'choice':
      return places(line)[0] ?? -1;
    case 'choices':
      return places(line);
  }
};
