import { performance } from 'node:perf_hooks';
import type { AskConsent } from '../../consent/prompts.ts';
import type { AnsweredBy } from '../../contracts/change.ts';
import type { ConsentAnswer, ConsentPrompt, Decision, PlaceInLine } from '../../contracts/consent.ts';
import { askingByDefault, type McpAsking } from '../../contracts/mcp-tools.ts';
import type { Message, Texts } from '../../contracts/texts/message.ts';
import { checkedSay, type Say } from '../../contracts/texts/say.ts';
import { escapeKey, type Key, mostUnknownKeys, readSettledKeys, type TerminalInput } from './terminal-key.ts';
import { terminalLimits } from './terminal-limits.ts';
import {
  answerKeys,
  callKeys,
  callLines,
  chosenLines,
  keyLines,
  promptLines,
  requestKeys,
  requestLines,
} from './terminal-prompt.ts';
import { askingSentences } from './terminal-tools.ts';
import { widthOfTerminal, wrapped } from './terminal-wrap.ts';

export type TerminalConsentPowers = {
  readonly input: TerminalInput;
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  /** Given in advance, for unattended runs. The prompt is still shown. */
  readonly answer?: Decision | undefined;
  /** Milliseconds of a clock that nobody sets. */
  readonly now?: () => number;
  /** The time of day, for what ends today. */
  readonly today?: () => Date;
  /** Another language. Absent: English. The keys stay the same. */
  readonly texts?: Texts | undefined;
};

const alone = (): PlaceInLine => ({ at: 1, of: 1 });
const decisions: ReadonlyMap<string, Decision> = new Map([
  ['o', 'once'],
  ['a', 'always'],
  ...['d', '\r', '\n', '\r\n', escapeKey].map((key) => [key, 'deny'] as const),
]);

/** Asks the person at a terminal. Whatever is not clearly a yes is Deny; where nobody can be asked, it rejects. */
export function terminalConsent(powers: TerminalConsentPowers): AskConsent {
  const { input, output, answer, texts, now = () => performance.now() } = powers;
  const say = checkedSay(texts);
  const print = (lines: readonly string[]): void => void output.write(`${lines.join('\n')}\n`);

  return async (prompt, signal, place = alone) => {
    const answering = answersTo(say, prompt);
    if (answer === undefined && !(input.isTTY === true && output.isTTY === true))
      throw new Error('Nobody can be asked: this is not a terminal.');
    if (signal.aborted) return { ...answering.with('deny'), by: 'nobody' };

    const columns = Math.min(widthOfTerminal(output.columns), 100);
    const { call } = prompt;
    const { keys, lines } = questionOf(say, prompt);
    const { at, of } = place();
    print([
      '',
      ...(of > 1 ? [say('Request {at} of {of}', { at, of })] : []),
      ...lines(columns),
      '',
      ...keyLines(keys, columns),
    ]);
    const tell = (...texts: string[]): void => print(texts.flatMap((text) => wrapped(text, columns, '')));
    const showKeys = (): void => print(keyLines(keys, columns));
    const several = call === undefined && prompt.choices.length > 1;
    if (answer !== undefined) {
      if (several && answer !== 'deny') print(chosenLines(say, answering.chosen(), columns));
      print([say(inAdvance[answer])]);
      return { ...answering.with(answer), by: 'option' };
    }
    const callbacks = call === undefined ? (prompt.access.mcpCallbacks ?? []) : [];
    if (callbacks.length > 0) tell(`[w] ${say('Refuse or allow what the MCP server may ask back')}`);
    const showLess = (): void => {
      if (call !== undefined) return;
      const { asBefore, keys: lessKeys } = answering.less();
      tell(...(asBefore === undefined ? [] : [asBefore]), ...lessKeys);
    };
    showLess();
    const asks = call === undefined && prompt.access.mcpTools.length > 0;
    if (asks)
      tell(
        say(askingSentences[answering.asking()]),
        `[t] ${say('Under Always allow: choose which MCP tool calls to confirm')}`,
      );
    if (several)
      tell(
        say('For connection 1. To choose another, press its number, up to {last}.', {
          last: answering.count,
        }),
      );

    return new Promise((resolve) => {
      let unknown = 0;
      const decide = (decision: Decision, said: string, by: AnsweredBy = 'terminal'): void => {
        stop();
        signal.removeEventListener('abort', withdrawn);
        print([said]);
        resolve({ ...answering.with(decision, powers.today?.()), by });
      };
      const withdrawn = (): void => decide('deny', say('Withdrawn: denied.'), 'nobody');
      const onKey = (typed: Key): void => {
        if (typed === 'end') return decide('deny', say('Denied.'), 'nobody');
        const key = typed.key.toLowerCase();
        const lines = call === undefined ? answering.less().press(key) : undefined;
        if (lines !== undefined) {
          tell(...lines);
          return showKeys();
        }
        const decision = call !== undefined && key === 'a' ? undefined : decisions.get(key);
        if (decision !== undefined) return decide(decision, say(said[decision]));
        if (several && answering.choose(key)) {
          print(chosenLines(say, answering.chosen(), columns));
          showLess();
          return showKeys();
        }
        if (callbacks.length > 0 && key === 'w') {
          const without = answering.toggleCallbacks();
          tell(
            without
              ? say('The MCP server may not ask back.')
              : say('The MCP server may ask back as requested.'),
          );
          return showKeys();
        }
        if (asks && key === 't') {
          tell(say(askingSentences[answering.nextAsking()]));
          return showKeys();
        }
        unknown += 1;
        if (unknown >= mostUnknownKeys) return decide('deny', say('Three unknown keys: denied.'));
        showKeys();
      };
      const stop = readSettledKeys(input, now, onKey);
      signal.addEventListener('abort', withdrawn, { once: true });
      if (!input.readable) decide('deny', say('Denied.'), 'nobody');
    });
  };
}

/** About access, one call of a tool, or one request. */
const questionOf = (
  say: Say,
  prompt: ConsentPrompt,
): { readonly keys: string; readonly lines: (columns: number) => string[] } => {
  const { call } = prompt;
  if (call === undefined)
    return { keys: answerKeys(say), lines: (columns) => promptLines(say, prompt, columns) };
  return 'tool' in call
    ? { keys: callKeys(say), lines: (columns) => callLines(say, prompt, call, columns) }
    : { keys: requestKeys(say), lines: (columns) => requestLines(say, prompt, call, columns) };
};

const said = {
  once: 'Allowed once.',
  always: 'Always allowed.',
  deny: 'Denied.',
} as const satisfies Readonly<Record<Decision, Message>>;

const inAdvance = {
  once: 'answered in advance: once',
  always: 'answered in advance: always',
  deny: 'answered in advance: deny',
} as const satisfies Readonly<Record<Decision, Message>>;

const nextRule: Readonly<Record<McpAsking['rule'], McpAsking['rule']>> = {
  destructive: 'every',
  every: 'none',
  none: 'destructive',
};

/** Makes the answer, and keeps which connection it is for: the first, until another one is chosen. */
const answersTo = (say: Say, { nonce, choices, call, access }: ConsentPrompt) => {
  const { mcpCallbacks = [] } = access;
  const [first] = choices;
  if (first === undefined) throw new Error('A prompt without a connection to choose.');
  let chosen = first;
  let less = terminalLimits(say, access, first);
  let without = false;
  let rule = askingByDefault.rule;
  return {
    /** One key is one digit. */
    count: Math.min(choices.length, 9),
    chosen: () => chosen,
    choose: (key: string): boolean => {
      const choice = /^[1-9]$/.test(key) ? choices[Number(key) - 1] : undefined;
      if (choice !== undefined && choice !== chosen) less = terminalLimits(say, access, choice);
      chosen = choice ?? chosen;
      return choice !== undefined;
    },
    toggleCallbacks: (): boolean => {
      without = !without;
      return without;
    },
    less: () => less,
    asking: () => rule,
    nextAsking: () => {
      rule = nextRule[rule];
      return rule;
    },
    with: (decision: Decision, today = new Date()): ConsentAnswer => {
      if (decision === 'deny') return { nonce, decision };
      const { connectionId } = chosen;
      if (call !== undefined) return { nonce, decision: 'once', connectionId };
      return {
        nonce,
        decision,
        connectionId,
        withheldCallbacks: without ? mcpCallbacks : undefined,
        limits: less.limits(today, decision),
        mcpAsking:
          decision === 'once' || rule === askingByDefault.rule ? undefined : { rule, always: [], never: [] },
      };
    },
  };
};
