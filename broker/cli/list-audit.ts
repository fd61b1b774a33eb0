import { budgetKinds, type Limits } from '@valetkey/api-contracts';
import { auditMigrations } from '../audit/audit-log.ts';
import { listEntries } from '../audit/list-entries.ts';
import type { AuditEntry } from '../contracts/audit.ts';
import { amountText, eachSet } from '../contracts/budget-words.ts';
import { type Happening, happeningsIn } from '../contracts/happenings.ts';
import { english } from '../contracts/texts/say.ts';
import { type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { type ConnectionNames, connectionNames } from './connection-names.ts';
import { filterOf } from './filter-of.ts';
import type { FilterOptions } from './filter-options.ts';
import { limitsText } from './limits-text.ts';
import { reading } from './open-to-read.ts';
import { printable, printableJson, printableTime } from './printable.ts';
import { table } from './table.ts';
import { writeLines } from './write-lines.ts';

export type ListOptions = FilterOptions & {
  readonly folder: string;
  readonly json: boolean;
  readonly limit: number;
};

/** Newest first, as the settings window shows it. */
export async function listAudit(
  { folder, json, limit, ...named }: ListOptions,
  powers: CommandPowers,
): Promise<ExitCode> {
  const { stdout, stderr } = powers;
  const names = await connectionNames(folder, powers);
  const filter = { limit, ...filterOf(named, names) };
  return reading(folder, 'audit.db', auditMigrations, async (database) => {
    // All of the log at once: nobody waits for this process.
    const { entries, next, unreadable } = listEntries(database, filter, { lookAt: Number.MAX_SAFE_INTEGER });
    const empty = entries.length === 0 && unreadable.length === 0;
    if (json) await writeLines(stdout, entries.map(printableJson));
    else if (entries.length > 0)
      await writeLines(
        stdout,
        table(
          heads,
          happeningsIn(entries).map((one) => rowOf(one, names)),
        ),
      );
    const notes = [
      ...(empty ? ['No matching entries.'] : []),
      ...(unreadable.length === 0
        ? []
        : [`Damaged and not shown: ${unreadable.join(', ')}. See "audit verify".`]),
      ...(next !== undefined ? ['There are older entries: use --limit or --until to see them.'] : []),
    ];
    await writeLines(stderr, notes);
    return exitCodes.ok;
  });
}

const heads = ['#', 'time (UTC)', 'kind', 'extension', 'connection', 'outcome', 'what'];

/** A use that has ended is the row of its end, which has the outcome. */
const rowOf = ({ entry }: Happening, names: ConnectionNames): string[] => {
  const { seq, at, kind, extension = '-' } = entry;
  const outcome = [entry.outcome, entry.status, entry.code].filter((part) => part !== undefined).join(' ');
  return [
    String(seq),
    printableTime(at),
    kind,
    extension,
    connectionText(entry, names),
    outcome === '' ? '-' : outcome,
    printable(whatOf(entry), 2_400),
  ];
};

/** Name and id. The name in the log comes first: it is the name at that time. */
const connectionText = ({ connectionId, connectionName }: AuditEntry, names: ConnectionNames): string => {
  if (connectionId === undefined) return '-';
  const name = connectionName ?? names.get(connectionId);
  return name === undefined ? connectionId : `${printable(name, 60)} ${connectionId}`;
};

/** Only what was taken from: `methods GET; at most 10 MB a day`. */
const leftText = ({ expiresAt, ...limits }: Limits): string =>
  [
    ...Object.entries(limits)
      .filter(([name]) => !budgetKinds.some((kind) => kind === name))
      .map(([name, left]) => `${name} ${left}`),
    ...eachSet(limits, (kind, atMost) => `at most ${amountText(english, kind, atMost)} a day`),
    ...(expiresAt === undefined ? [] : [`until ${printableTime(expiresAt)}`]),
  ].join('; ') || 'everything';

/** What else a line of its kind has to tell, in one cell. */
const whatOf = (entry: AuditEntry): string => {
  const { method, origin = '', path = '', detail, reason, redactions, providerId, grantId } = entry;
  const { asked, given, limits, parent } = entry;
  const request = method === undefined ? '' : `${method} ${origin}${method === 'MCP' ? ' ' : ''}${path}`;
  return [
    request,
    request === '' ? (providerId ?? '') : '',
    given === undefined
      ? asked === undefined
        ? ''
        : `asked for ${limitsText(asked)}`
      : limitsText(given, limits),
    given !== undefined || limits === undefined ? '' : `the user left ${leftText(limits)}`,
    parent === undefined ? '' : `from ${parent}`,
    reason === undefined ? '' : `“${reason}”`,
    entry.workspace ?? '',
    detail ?? '',
    request === '' ? (grantId ?? '') : '',
    redactions === undefined || redactions === 0 ? '' : `${redactions} redacted`,
  ]
    .filter((part) => part !== '')
    .join('  ');
};
