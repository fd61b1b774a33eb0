import { defined, extensionId } from '@valetkey/api-contracts';
import type { Command } from 'commander';
import type { RowFilter } from '../audit/filter-rows.ts';
import { type AuditWord, auditFilter, auditKind, mostMeanings, typedWords } from '../contracts/audit.ts';
import { CommandError } from './command-powers.ts';
import { type ConnectionNames, idOfConnection } from './connection-names.ts';
import { parsedBy, parsedTime } from './parse-options.ts';

export type FilterOptions = Omit<RowFilter, 'connectionId' | 'before' | 'words'> & {
  readonly connection?: string;
  readonly search?: string;
};

/** The options that list and export have in common: which entries. */
export const addFilterOptions = (command: Command, now: () => number): Command =>
  command
    .option('--extension <id>', 'publisher.name', parsedBy(extensionId))
    .option('--connection <name>', 'its name, or con_...')
    .option('--kind <kind>', 'such as use.finished or grant.revoked', parsedBy(auditKind))
    .option('--outcome <outcome>', 'such as ok, refused or deny', parsedBy(auditFilter.shape.outcome))
    .option('--search <words>', 'only entries that contain each of these words')
    .option(
      '--since <time>',
      'a date (UTC), today, yesterday, or a time ago as 2h or 3d',
      parsedTime('since', now),
    )
    .option('--until <time>', 'likewise', parsedTime('until', now));

/** Without a key for what was not named: an export that filters nothing is whole. @throws CommandError */
export const filterOf = (
  { connection, search, ...filter }: FilterOptions,
  names: ConnectionNames,
): RowFilter => {
  if (filter.since !== undefined && filter.until !== undefined && filter.since > filter.until)
    throw new CommandError('--since is later than --until.');
  return {
    ...filter,
    ...defined({
      connectionId: connection === undefined ? undefined : idOfConnection(connection, names),
      words: search === undefined ? undefined : wordsIn(search, names),
    }),
  };
};

/** Most entries of a connection have its id only, so a word that is in its name stands for the id. */
const wordsIn = (search: string, names: ConnectionNames): AuditWord[] => {
  const words = typedWords(search);
  const parsed = auditFilter.shape.words.safeParse(
    words.map((text) => ({
      text,
      means: [...names]
        .filter(([, name]) => name.toLowerCase().includes(text))
        .slice(0, mostMeanings)
        .map(([id]) => ['connectionId', id]),
    })),
  );
  if (words.length > 0 && parsed.data !== undefined) return parsed.data;
  throw new CommandError('--search takes one to eight words of at most 100 characters each.');
};
