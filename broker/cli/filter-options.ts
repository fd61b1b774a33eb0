import type { Command } from 'commander';
import { parsedTime } from './parse-options.ts';

export type FilterOptions = {
  readonly extensionId?: string;
  readonly connection?: string;
  readonly kind?: string;
  readonly outcome?: string;
  readonly search?: string;
  readonly since?: number;
  readonly until?: number;
};

/** The options that list and export have in common: which entries. */
export const addFilterOptions = (command: Command, now: () => number): Command =>
  command
    .option('--extension-id <id>', 'publisher.name')
    .option('--connection <name>', 'its name, or con_...')
    .option('--kind <kind>', 'such as use.finished or grant.revoked')
    .option('--outcome <outcome>', 'such as ok, refused or deny')
    .option('--search <words>', 'only entries that contain each of these words')
    .option(
      '--since <time>',
      'a date (UTC), today, yesterday, or a time ago as 2h or 3d',
      parsedTime('since', now),
    )
    .option('--until <time>', 'likewise', parsedTime('until', now));
