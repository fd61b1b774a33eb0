import { once } from 'node:events';
import type { Decision } from '../contracts/consent.ts';
import { spokenLine } from '../extensions/log-line.ts';
import type { BrokerPowers } from '../powers.ts';
import { terminalConsent } from '../shells/node/terminal-consent.ts';
import { terminalElicitation } from '../shells/node/terminal-elicitation.ts';
import { indented } from '../shells/node/terminal-wrap.ts';
import type { CommandPowers } from './command-powers.ts';
import { holdWhileAsked } from './hold-while-asked.ts';

export type TerminalAsking = Pick<BrokerPowers, 'askConsent' | 'askElicitation'> & {
  /** Waits while the person is asked something. */
  readonly print: (line: string) => void;
  readonly say: (who: string, level: string, text: string) => void;
  /** The reader of the output is gone, as `head` leaves when it has enough, so nobody sees what runs here. */
  readonly unread: Promise<unknown>;
};

/** Where extensions run at a terminal: what they say is printed, and what they ask for is asked there. */
export function askAtTerminal(
  { stdin, stdout }: Pick<CommandPowers, 'stdin' | 'stdout'>,
  /** Given beforehand to every prompt; absent: the person is asked. */
  answer: Decision | undefined,
): TerminalAsking {
  const { during, print } = holdWhileAsked((line) => void stdout.write(`${line}\n`));
  const terminal = { input: stdin, output: stdout };
  const isAttended = answer === undefined && stdin.isTTY === true && stdout.isTTY === true;
  return {
    askConsent: during(terminalConsent({ ...terminal, answer })),
    askElicitation: isAttended ? during(terminalElicitation(terminal)) : undefined,
    print,
    say: (who, level, text) => print(indented(spokenLine(who, level, text), stdout)),
    unread: once(stdout, 'error'),
  };
}
