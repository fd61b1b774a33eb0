import { performance } from 'node:perf_hooks';
import { asciiOrigin } from '@valetkey/api-contracts';
import { displayText } from '../../consent/display-text.ts';
import type { AskChange } from '../../consent/prompts.ts';
import type { ChangePart, ChangePrompt } from '../../contracts/change.ts';
import type { Message } from '../../contracts/texts/message.ts';
import { checkedSay, type Say } from '../../contracts/texts/say.ts';
import { rowLines } from './terminal-column.ts';
import type { TerminalConsentPowers } from './terminal-consent.ts';
import { escapeKey, firstKeyOf } from './terminal-key.ts';
import { keyLines } from './terminal-prompt.ts';
import { changedToolLines } from './terminal-tools.ts';
import { widthOfTerminal, wrapped } from './terminal-wrap.ts';

export type TerminalChangePowers = Omit<TerminalConsentPowers, 'answer'> & {
  /** Given beforehand, where nobody sits. */
  readonly answer?: 'allow' | 'deny' | undefined;
};

const decisions: ReadonlyMap<string, 'allow' | 'deny'> = new Map([
  ['y', 'allow'],
  ...['n', '\r', '\n', '\r\n', escapeKey].map((key) => [key, 'deny'] as const),
]);

const saidFor = {
  allow: 'Confirmed.',
  deny: 'Canceled.',
  unknown: 'Three unknown keys: canceled.',
  gone: 'Canceled.',
  withdrawn: 'Withdrawn: canceled.',
} as const satisfies Readonly<Record<string, Message>>;

/** Asks the person at a terminal about a change. Whatever is not `y` is no; where nobody can be asked, it rejects. */
export function terminalChange(powers: TerminalChangePowers): AskChange {
  const { input, output, answer, texts, now = () => performance.now() } = powers;
  const say = checkedSay(texts);
  const print = (lines: readonly string[]): void => void output.write(`${lines.join('\n')}\n`);

  return async (prompt, signal) => {
    const { nonce } = prompt;
    if (answer === undefined && !(input.isTTY === true && output.isTTY === true))
      throw new Error('Nobody can be asked: this is not a terminal.');
    if (signal.aborted) return { nonce, decision: 'deny', by: 'nobody' };
    const columns = Math.min(widthOfTerminal(output.columns), 100);
    const keys = `[y] ${prompt.yes}   [n] ${say('Cancel')}   ${say('(Enter cancels)')}`;
    print(['', ...changeLines(say, prompt, columns), '', ...keyLines(keys, columns)]);
    if (answer !== undefined) {
      print([answer === 'allow' ? say('Confirmed in advance.') : say('Denied in advance.')]);
      return { nonce, decision: answer, by: 'option' };
    }
    const again = (): void => print(keyLines(keys, columns));
    const pressed = await firstKeyOf(decisions, { input, now, signal, again });
    print([say(saidFor[signal.aborted ? 'withdrawn' : pressed])]);
    const decision = pressed === 'allow' ? 'allow' : 'deny';
    return { nonce, decision, by: pressed === 'gone' ? 'nobody' : 'terminal' };
  };
}

/** Every line is wrapped here, with its indentation: a long text cannot pass for a line of ours. */
export const changeLines = (
  say: Say,
  { question, parts, toolChanges }: ChangePrompt,
  columns: number,
): string[] => [
  ...wrapped(displayText(question, 600), columns, ''),
  ...parts.flatMap((part) => partLines(say, part, columns)),
  ...(toolChanges === undefined
    ? []
    : [
        ...wrapped(say('MCP tools that changed'), columns, ''),
        ...changedToolLines(say, toolChanges).flatMap((line) => wrapped(line, columns, '    ')),
      ]),
];

const partLines = (
  say: Say,
  { head, origins = [], command, texts = [], rows = [] }: ChangePart,
  columns: number,
): string[] => [
  ...wrapped(displayText(head, 400), columns, ''),
  ...[
    ...origins.map(asciiOrigin),
    ...(command === undefined ? [] : [displayText(command, 400_000)]),
    ...texts.map((text) => displayText(text, 400_000)),
    ...rows.flatMap((row) => rowLines(say, row)),
  ].flatMap((text) => wrapped(text, columns, '    ')),
];
