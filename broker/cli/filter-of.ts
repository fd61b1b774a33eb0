import { defined, extensionId } from '@valetkey/api-contracts';
import type { RowFilter } from '../audit/filter-rows.ts';
import { type AuditWord, auditFilter, auditKind, mostMeanings, typedWords } from '../contracts/audit.ts';
import { acceptedBy } from './accepted-by.ts';
import { CommandError } from './command-powers.ts';
import { type ConnectionNames, idOfConnection } from './connection-names.ts';
import type { FilterOptions } from './filter-options.ts';

/** Without a key for what was not named: an export that filters nothing is whole. @throws CommandError */
export function filterOf(
  { extensionId: extension, connection, kind, outcome, search, ...filter }: FilterOptions,
  names: ConnectionNames,
): RowFilter {
  if (filter.since !== undefined && filter.until !== undefined && filter.since > filter.until)
    throw new CommandError('--since is later than --until.');
  return {
    ...filter,
    ...defined({
      extension: acceptedBy(extensionId, '--extension-id <id>', extension),
      kind: acceptedBy(auditKind, '--kind <kind>', kind),
      outcome: acceptedBy(auditFilter.shape.outcome, '--outcome <outcome>', outcome),
      connectionId: connection === undefined ? undefined : idOfConnection(connection, names),
      words: search === undefined ? undefined : wordsIn(search, names),
    }),
  };
}

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
