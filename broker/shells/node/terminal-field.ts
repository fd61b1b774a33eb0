import { displayText } from '../../consent/display-text.ts';
import type { ElicitationField, ElicitedValue } from '../../contracts/elicitation.ts';
import { wrapped } from './terminal-wrap.ts';

/** One field of a server's form, and what to type for it. Every line of the server's is indented. */
export const fieldLines = (field: ElicitationField, columns: number): string[] => [
  ...wrapped(`"${displayText(field.label, 400)}"${field.required ? ' (required)' : ''}`, columns, '    '),
  ...(field.hint === undefined ? [] : wrapped(displayText(field.hint, 2_000), columns, '      > ')),
  ...('options' in field
    ? field.options.flatMap((one, at) => wrapped(`${at + 1}. ${displayText(one, 400)}`, columns, '      > '))
    : []),
  ...wrapped(howTo(field), columns, ''),
];

const howTo = (field: ElicitationField): string => {
  const empty = emptyMeans(field);
  switch (field.kind) {
    case 'text':
      return field.masked ? `Type it; it is not shown. ${empty}` : `Type it. ${empty}`;
    case 'number':
      return `Type ${field.integer ? 'a whole number' : 'a number'}. ${empty}`;
    case 'boolean':
      return `Type y or n. ${empty}`;
    case 'choice':
      return `Type one number. ${empty}`;
    case 'choices':
      return `Type numbers, with commas between them. ${empty}`;
  }
};

const emptyMeans = (field: ElicitationField): string => {
  if (field.default === undefined) return field.required ? '' : 'Enter alone leaves it out.';
  const said = displayText(shownDefault(field), 200);
  return `Enter alone takes ${said}.`;
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
