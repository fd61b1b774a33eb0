import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Broker,
  makeStartExtensionHost,
  type RunningExtension,
  startExtension,
} from '@valetkey/broker/electron';

export type Command = { readonly command: string; readonly title: string };

export type Commands = {
  readonly list: readonly Command[];
  /** What the extension answered, as text; or what went wrong. */
  run(command: string): Promise<string>;
};

/** Starts each extension of a folder, and takes the commands that their manifests contribute. */
export const startExtensions = async (folder: string, broker: Broker): Promise<Commands> => {
  const startProcess = makeStartExtensionHost();
  const say = (who: string, level: string, text: string): void =>
    void process.stderr.write(`${level}: [${who}] ${text}\n`);
  const runners = new Map<string, RunningExtension>();
  const list: Command[] = [];
  for (const name of readdirSync(folder)) {
    const running = await startExtension(join(folder, name), {
      broker,
      say,
      startProcess,
      contributions: ['commands'],
    });
    for (const one of commandsIn(running.extension.contributions?.['commands'])) {
      if (runners.has(one.command)) continue;
      runners.set(one.command, running);
      list.push(one);
    }
  }
  return {
    list,
    run: async (command) => {
      try {
        const answer = await runners.get(command)?.call(command);
        return typeof answer === 'string' ? answer : JSON.stringify(answer);
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  };
};

/** A manifest is the extension's word: what does not look like a command is left out. */
const commandsIn = (contributed: unknown): Command[] =>
  Array.isArray(contributed) ? contributed.filter(isCommand) : [];

const isCommand = (one: unknown): one is Command =>
  typeof one === 'object' &&
  one !== null &&
  'command' in one &&
  typeof one.command === 'string' &&
  'title' in one &&
  typeof one.title === 'string' &&
  one.title.length <= 80;
