import { Option } from 'commander';
import type { CommandPowers, ExitCode } from './command-powers.ts';
import { optionChoices } from './option-choices.ts';

/** With what commands are added to the program. */
export type Adding = {
  readonly powers: CommandPowers;
  readonly ends: (code: Promise<ExitCode>) => Promise<void>;
  readonly folder: Option;
};

/** Those that several commands have. */
export const commandOptions = {
  answer: new Option('--answer <answer>', 'answers every prompt; prompts are still shown').choices(
    optionChoices.answer,
  ),
  json: new Option('--json', 'one JSON object per line').default(false),
  yes: new Option('--yes', 'confirms every question in advance, for scripts').default(false),
  passphrase: new Option('--passphrase-file <file>', 'needed if a passphrase guards the vault'),
  extension: new Option(
    '--extension <folder...>',
    'adds the services of these extensions without running them',
  ),
  workspace: new Option(
    '--workspace <folder>',
    'the open workspace; by default the nearest folder upward with .valetkey.json or .git, or the current one',
  ),
  flow: new Option('--flow <flow>', 'how to sign in; by default as the service prefers').choices(
    optionChoices.flow,
  ),
  scope: new Option('--scope <scope...>', 'requests additional scopes'),
};
