import { performance } from 'node:perf_hooks';
import {
  type AnsweredBy,
  askingByDefault,
  type ConsentAnswer,
  type ConsentPrompt,
  type Decision,
  type McpAsking,
} from '@valetkey/api-contracts';
import type { AskConsent } from '../../consent/prompts.ts';
import { type Key, mostUnknownKeys, readSettledKeys, type TerminalInput } from './terminal-key.ts';
import {
  answerKeys,
  callbackKeys,
  callKeys,
  callLines,
  chosenLines,
  keyLines,
  promptLines,
} from './terminal-prompt.ts';
import { askingKeys, askingSentences } from './terminal-tools.ts';
import { widthOfTerminal, wrapped } from './terminal-wrap.ts';

export type TerminalConsentPowers = {
  readonly input: TerminalInput;
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  /** Given beforehand, for runs at which nobody sits: the prompt is shown all the same. */
  readonly answer?: Decision;
  /** Milliseconds of a clock that nobody sets. */
  readonly now?: () => number;
};

const escapeKey = '\u001B';
const decisions: ReadonlyMap<string, Decision> = new Map([
  ['o', 'once'],
  ['a', 'always'],
  ...['d', '\r', '\n', '\r\n', escapeKey].map((key) => [key, 'deny'] as const),
]);

/** Asks the person at a terminal. Whatever is not clearly a yes is Deny; where nobody can be asked, it rejects. */
export const terminalConsent = (powers: TerminalConsentPowers): AskConsent => {
  const { input, output, answer, now = () => performance.now() } = powers;
  const print = (lines: readonly string[]): void => void output.write(`${lines.join('\n')}\n`);

  return async (prompt, signal) => {
    const answering = answersTo(prompt);
    if (answer === undefined && !(input.isTTY === true && output.isTTY === true))
      throw new Error('Nobody can be asked: this is not a terminal.');
    if (signal.aborted) return { ...answering.with('deny'), by: 'nobody' };

    const columns = Math.min(widthOfTerminal(output.columns), 100);
    const { call } = prompt;
    const keys = call === undefined ? answerKeys : callKeys;
    print([
      '',
      ...(call === undefined ? promptLines(prompt, columns) : callLines(prompt, call, columns)),
      '',
      ...keyLines(keys, columns),
    ]);
    const say = (...texts: string[]): void => print(texts.flatMap((text) => wrapped(text, columns, '')));
    const showKeys = (): void => print(keyLines(keys, columns));
    if (answer !== undefined) {
      print([`answered beforehand: ${answer}`]);
      return { ...answering.with(answer), by: 'option' };
    }
    const callbacks = call === undefined ? (prompt.access.mcpCallbacks ?? []) : [];
    if (callbacks.length > 0) say(callbackKeys);
    const asks = call === undefined && prompt.access.mcpTools.length > 0;
    if (asks) say(askingSentences[answering.asking()], askingKeys);
    const several = call === undefined && prompt.choices.length > 1;
    if (several) say(`For connection 1; another number, up to ${answering.count}, chooses that one.`);

    return new Promise((resolve) => {
      let unknown = 0;
      const decide = (decision: Decision, said: string, by: AnsweredBy = 'terminal'): void => {
        stop();
        signal.removeEventListener('abort', withdrawn);
        print([said]);
        resolve({ ...answering.with(decision), by });
      };
      const withdrawn = (): void => decide('deny', 'No longer asked: denied.', 'nobody');
      const onKey = (typed: Key): void => {
        if (typed === 'end') return decide('deny', 'Denied.', 'nobody');
        const key = typed.key.toLowerCase();
        const decision = call !== undefined && key === 'a' ? undefined : decisions.get(key);
        if (decision !== undefined) return decide(decision, said[decision]);
        if (several && answering.choose(key)) {
          print(chosenLines(answering.chosen(), columns));
          return showKeys();
        }
        if (callbacks.length > 0 && key === 'w') {
          const without = answering.toggleCallbacks();
          say(without ? 'Without what the MCP server may ask back.' : 'With all that is asked for.');
          return showKeys();
        }
        if (asks && key === 't') {
          say(askingSentences[answering.nextAsking()]);
          return showKeys();
        }
        unknown += 1;
        if (unknown >= mostUnknownKeys) return decide('deny', 'Three keys that mean nothing here: denied.');
        showKeys();
      };
      const stop = readSettledKeys(input, now, onKey);
      signal.addEventListener('abort', withdrawn, { once: true });
      if (!input.readable) decide('deny', 'Denied.', 'nobody');
    });
  };
};

const said: Readonly<Record<Decision, string>> = {
  once: 'Allowed once.',
  always: 'Always allowed.',
  deny: 'Denied.',
};

const nextRule: Readonly<Record<McpAsking['rule'], McpAsking['rule']>> = {
  destructive: 'every',
  every: 'none',
  none: 'destructive',
};

/** Makes the answer, and keeps which connection it is for: the first, until another one is chosen. */
const answersTo = ({ nonce, choices, call, access: { mcpCallbacks = [] } }: ConsentPrompt) => {
  const [first] = choices;
  if (first === undefined) throw new Error('A prompt without a connection to choose.');
  let chosen = first;
  let without = false;
  let rule = askingByDefault.rule;
  return {
    /** One key is one digit. */
    count: Math.min(choices.length, 9),
    chosen: () => chosen,
    choose: (key: string): boolean => {
      const choice = /^[1-9]$/.test(key) ? choices[Number(key) - 1] : undefined;
      chosen = choice ?? chosen;
      return choice !== undefined;
    },
    toggleCallbacks: (): boolean => {
      without = !without;
      return without;
    },
    asking: () => rule,
    nextAsking: () => {
      rule = nextRule[rule];
      return rule;
    },
    with: (decision: Decision): ConsentAnswer => {
      if (decision === 'deny') return { nonce, decision };
      const { connectionId } = chosen;
      if (call !== undefined) return { nonce, decision: 'once', connectionId };
      return {
        nonce,
        decision,
        connectionId,
        ...(without ? { withheldCallbacks: mcpCallbacks } : {}),
        ...(decision === 'once' || rule === askingByDefault.rule
          ? {}
          : { mcpAsking: { rule, always: [], never: [] } }),
      };
    },
  };
};
