import { performance } from 'node:perf_hooks';
import { asciiOrigin } from '@valetkey/api-contracts';
import { displayText } from '../../consent/display-text.ts';
import type { AskElicitation } from '../../consent/prompts.ts';
import type { AnsweredBy } from '../../contracts/change.ts';
import {
  type ElicitationAnswer,
  type ElicitationField,
  type ElicitationPrompt,
  type ElicitedValue,
  misfitOfElicited,
} from '../../contracts/elicitation.ts';
import { checkedSay, type Say } from '../../contracts/texts/say.ts';
import type { TerminalConsentPowers } from './terminal-consent.ts';
import { fieldLines, readFieldLine } from './terminal-field.ts';
import { escapeKey, firstKeyOf, mostUnknownKeys } from './terminal-key.ts';
import { readTypedLine } from './terminal-line.ts';
import { quotedText } from './terminal-places.ts';
import { keyLines } from './terminal-prompt.ts';
import { widthOfTerminal, wrapped } from './terminal-wrap.ts';

export type TerminalElicitationPowers = Omit<TerminalConsentPowers, 'answer'>;

type PressedKey = 'accept' | 'decline' | 'cancel';
const choices: ReadonlyMap<string, PressedKey> = new Map([
  ['y', 'accept'],
  ['d', 'decline'],
  ...['c', '\r', '\n', '\r\n', escapeKey].map((key) => [key, 'cancel'] as const),
]);

/** Asks the person at a terminal what an MCP server asks. Whatever is no clear answer is Cancel. */
export function terminalElicitation(powers: TerminalElicitationPowers): AskElicitation {
  const { input, output, texts, now = () => performance.now() } = powers;
  const say = checkedSay(texts);
  const print = (lines: readonly string[]): void => void output.write(`${lines.join('\n')}\n`);

  return async (prompt, signal) => {
    const { nonce, asks } = prompt;
    if (!(input.isTTY === true && output.isTTY === true))
      throw new Error('Nobody can be asked: this is not a terminal.');
    if (signal.aborted) return { nonce, action: 'cancel', by: 'nobody' };
    const columns = Math.min(widthOfTerminal(output.columns), 100);
    const keys = `[y] ${asks.mode === 'url' ? say('Open this page') : say('Answer')}   [d] ${say('Decline')}   ${say('(Enter cancels)')}`;
    print(['', ...elicitationLines(say, prompt, columns), '', ...keyLines(keys, columns)]);
    const ended = (answer: ElicitationAnswer, said: string, by: AnsweredBy = 'terminal') => {
      print([said]);
      return { ...answer, by };
    };
    const again = (): void => print(keyLines(keys, columns));
    const chosen = await firstKeyOf(choices, { input, now, signal, again });
    if (chosen === 'gone') return ended({ nonce, action: 'cancel' }, say('Canceled.'), 'nobody');
    if (chosen === 'decline') return ended({ nonce, action: 'decline' }, say('Declined.'));
    if (chosen !== 'accept') return ended({ nonce, action: 'cancel' }, say('Canceled.'));
    if (asks.mode === 'url') return ended({ nonce, action: 'accept', values: [] }, say('Opening it.'));

    const values: ElicitedValue[] = [];
    for (const field of asks.fields) {
      const value = await typedValue(say, field, { input, output, columns, signal });
      if (value === undefined)
        return ended({ nonce, action: 'cancel' }, say('Canceled.'), signal.aborted ? 'nobody' : 'terminal');
      values.push(value);
    }
    return ended({ nonce, action: 'accept', values }, say('Sent.'));
  };
}

/** Undefined: Escape, the end of the input, or three lines that do not fit. */
const typedValue = async (
  say: Say,
  field: ElicitationField,
  {
    input,
    output,
    columns,
    signal,
  }: Pick<TerminalElicitationPowers, 'input' | 'output'> & { columns: number; signal: AbortSignal },
): Promise<ElicitedValue | undefined> => {
  const masked = field.kind === 'text' && field.masked;
  let lines = fieldLines(say, field, columns);
  for (let tries = 0; tries < mostUnknownKeys; tries += 1) {
    output.write(`${lines.join('\n')}\n`);
    const typed = await readTypedLine(input, output, { masked, signal });
    if (typed === 'end') return undefined;
    const value = readFieldLine(field, typed.line);
    const misfit = misfitOfElicited(say, field, value);
    if (misfit === undefined) return value;
    lines = wrapped(misfit, columns, '');
  }
  return undefined;
};

/** Every line is wrapped here, with its indentation: no text of the server's can pass for a line of ours. */
export const elicitationLines = (say: Say, prompt: ElicitationPrompt, columns: number): string[] => {
  const { asks, connection, extension, server, message, looksSecret } = prompt;
  const part = (head: string, ...texts: string[]): string[] => [
    ...wrapped(head, columns, ''),
    ...texts.flatMap((text) => wrapped(text, columns, '    ')),
  ];
  return [
    ...wrapped(say('An MCP server asks you a question'), columns, ''),
    ...(asks.mode === 'url'
      ? part(
          say('Page that would open in your browser'),
          asciiOrigin(asks.origin),
          displayText(asks.address, 8_192),
        )
      : part(
          say('Your answer would be sent to'),
          ...(connection.program === undefined
            ? connection.origins.map(asciiOrigin)
            : [displayText(connection.program, 100_000)]),
        )),
    ...part(say('Who asks, as it calls itself'), quotedText(say, server, 400)),
    ...part(
      say('For the extension'),
      say('{name} ({id}), published by {publisher}', {
        name: quotedText(say, extension.displayName, 160),
        id: displayText(extension.id, 160),
        publisher: displayText(extension.publisher, 160),
      }),
    ),
    ...part(say('Connection'), quotedText(say, connection.displayName, 400)),
    ...wrapped(say("Question, in the server's own words (not checked)"), columns, ''),
    ...wrapped(quotedText(say, message, 4_000), columns, '    > '),
    ...(looksSecret
      ? wrapped(
          say('THIS LOOKS LIKE A QUESTION FOR A PASSWORD OR ANOTHER SECRET. Do not enter one.'),
          columns,
          '',
        )
      : []),
    ...wrapped(say('The server may pass your answer on to the extension.'), columns, ''),
  ];
};
