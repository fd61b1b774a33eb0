import { type ConnectionId, connectionId, defined, extensionId } from '@valetkey/api-contracts';
import type { Command } from 'commander';
import type { RowFilter } from '../audit/filter-rows.ts';
import { auditFilter, auditKind } from '../contracts/audit.ts';
import { CommandError } from './command-powers.ts';
import { parsedBy, parsedTime } from './parse-options.ts';

export type FilterOptions = Omit<RowFilter, 'connectionId' | 'before'> & {
  readonly connection?: ConnectionId;
};

/** The options that list and export have in common: which entries. */
export const addFilterOptions = (command: Command, now: () => number): Command =>
  command
    .option('--extension <id>', 'publisher.name', parsedBy(extensionId))
    .option('--connection <id>', 'con_...', parsedBy(connectionId))
    .option('--kind <kind>', 'such as use.finished or grant.revoked', parsedBy(auditKind))
    .option('--outcome <outcome>', 'such as ok, refused or deny', parsedBy(auditFilter.shape.outcome))
    .option('--since <time>', 'a date (UTC), or a time ago as 2h or 3d', parsedTime('since', now))
    .option('--until <time>', 'likewise', parsedTime('until', now));

/** Without a key for what was not named: an export that filters nothing is whole. @throws CommandError */
export const filterOf = ({ connection, ...filter }: FilterOptions): RowFilter => {
  if (filter.since !== undefined && filter.until !== undefined && filter.since > filter.until)
    throw new CommandError('--since is later than --until.');
  return { ...filter, ...defined({ connectionId: connection }) };
};
