import { type Budgets, type ConnectionId, defined, extensionId, type GrantId } from '@valetkey/api-contracts';
import { auditMigrations } from '../audit/audit-log.ts';
import { makeKindBlocks } from '../audit/kind-blocks.ts';
import { makeRowReader } from '../audit/read-rows.ts';
import { spentOn } from '../audit/spend.ts';
import { standingOfGrant } from '../consent/grant-standing.ts';
import { type GrantRecord, type GrantStanding, isDormant } from '../contracts/grant.ts';
import { dormantLabel, grantLabels } from '../contracts/state-labels.ts';
import { isFolderFree } from '../database/hold-folder.ts';
import { makeGrantStore } from '../grants/grant-store.ts';
import { type KeptTask, makeTaskStore } from '../grants/task-store.ts';
import { counted } from '../providers/counted.ts';
import {
  type AuthorityInLog,
  authorityAt,
  type GrantInLog,
  type HandleInLog,
} from '../review/authority-at.ts';
import { removedExtensions } from '../review/removed-extensions.ts';
import { stateMigrations } from '../stores/state-migrations.ts';
import { dayOf, spentOf } from '../use/daily-budget.ts';
import { acceptedBy } from './accepted-by.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { namesIn } from './connection-names.ts';
import { limitsText } from './limits-text.ts';
import { reading } from './open-to-read.ts';
import { printable, printableJson, printableTime } from './printable.ts';
import { writeLines } from './write-lines.ts';

export type AccessOptions = {
  readonly folder: string;
  readonly json: boolean;
  readonly at?: number;
  readonly extensionId?: string;
  readonly connection?: string;
};

/**
 * Connection > grant > active session (a live handle) > derived session. Handles are in no file but the log, so they are
 * rebuilt from it, also while the application runs, and where it does not, none lives. Grants are those that are stored,
 * or with `--at` those that the log tells of.
 */
export async function listAccess(
  { folder, json, at, ...wanted }: AccessOptions,
  powers: CommandPowers,
): Promise<ExitCode> {
  const { stdout, stderr } = powers;
  const wantedExtension = acceptedBy(extensionId, '--extension-id <id>', wanted.extensionId);
  const found = await reading(folder, 'audit.db', auditMigrations, (database) => {
    const rows = makeRowReader(database);
    const spent = spentOn(database, dayOf(powers.now()));
    const index = makeKindBlocks(database, rows);
    return { ...authorityAt(rows, at, index), removed: removedExtensions(rows, at, index), spent };
  });
  // After the log was read: who issued what is in it has ended by then.
  const ended = at === undefined && isFolderFree(folder) === true;
  if (at !== undefined && found.prunedUpTo !== undefined && at < found.prunedUpTo)
    throw new CommandError(
      `The log begins at ${printableTime(found.prunedUpTo)} (UTC); earlier entries were removed. Use a later time.`,
    );
  const stored = at === undefined ? await readStored(folder, powers.now) : { grants: [], names: new Map() };
  const grants = [...new Map<GrantId, ShownGrant>([...found.grants, ...stored.grants]).values()].filter(
    ({ state, connectionId }) => state !== 'revoked' && !found.deleted.has(connectionId),
  );
  const handles = ended ? [] : [...found.handles.values()];
  const nameOf = (id: ConnectionId): string =>
    stored.names.get(id) ??
    [...handles, ...grants].find((one) => one.connectionId === id)?.connectionName ??
    id;
  const fits = ({ extension, connectionId }: GrantInLog | HandleInLog): boolean =>
    (wantedExtension === undefined || extension === wantedExtension) &&
    (wanted.connection === undefined ||
      [connectionId, nameOf(connectionId)].includes(wanted.connection as ConnectionId));
  const shown = {
    grants: grants
      .filter(fits)
      .map((grant) => ({ ...grant, notInstalled: found.removed.has(grant.extension) })),
    handles: handles.filter(fits),
  };

  const now = powers.now();
  const spentBy = (grant: GrantInLog): Budgets => (at === undefined ? spentOf(grant, now, found.spent) : {});
  const grantJson = (grant: GrantInLog): string =>
    printableJson(
      defined({ type: 'grant', ...grant, spentToday: at === undefined ? spentBy(grant) : undefined }),
    );
  await writeLines(
    stdout,
    json ? [...shown.grants.map(grantJson), ...shown.handles.map(handleJson)] : tree(shown, nameOf, spentBy),
  );
  await writeLines(stderr, [
    ...(ended ? ['Valetkey is not running here, so there are no active sessions.'] : []),
    ...notesOn(shown, found),
  ]);
  return exitCodes.ok;
}

/** A grant, and what only what is stored tells of it. */
type ShownGrant = GrantInLog & {
  readonly standing?: GrantStanding;
  readonly dormant?: boolean;
  readonly notInstalled?: boolean;
  readonly tasks?: readonly Pick<KeptTask, 'id' | 'tool' | 'since'>[];
  readonly costUnit?: string | undefined;
};
type Shown = { readonly grants: readonly ShownGrant[]; readonly handles: readonly HandleInLog[] };

/** What is stored now: also what was granted before the log kept limits, or before what was pruned. */
const readStored = (folder: string, now: () => number) =>
  reading(folder, 'state.db', stateMigrations, (database) => {
    const tasks = makeTaskStore({ database });
    const shown = (grant: GrantRecord): ShownGrant => {
      const { id, principal, connectionId, authority, caveats, limits, reason, createdAt, state } = grant;
      const standing = standingOfGrant(grant, now());
      return {
        id,
        extension: principal.id,
        connectionId,
        connectionName: undefined,
        reason,
        state,
        standing,
        dormant: standing === 'in-force' && isDormant(grant, now()),
        tasks: tasks.ofGrant(id).map(({ id: task, tool, since }) => ({ id: task, tool, since })),
        origins: authority.origins,
        given: caveats,
        limits,
        costUnit: grant.countedCosts?.unit,
        since: createdAt,
        issued: grant.handles,
        lastIssued: grant.lastHandleAt,
      };
    };
    const grants = makeGrantStore({ database }).list();
    return {
      grants: grants.map((grant) => [grant.id, shown(grant)] as const),
      names: namesIn(database, now),
    };
  });

const tree = (
  { grants, handles }: Shown,
  nameOf: (id: ConnectionId) => string,
  spentBy: (grant: GrantInLog) => Budgets,
): string[] => {
  const connections = [...new Set([...grants, ...handles].map(({ connectionId }) => connectionId))];
  const under = (depth: number, some: readonly HandleInLog[]): string[] =>
    some.flatMap((handle) => [
      `${'  '.repeat(depth)}${handleText(handle)}`,
      ...under(
        depth + 1,
        handles.filter(({ parent }) => parent === handle.id),
      ),
    ]);
  const tops = handles.filter(({ parent }) => !handles.some(({ id }) => id === parent));
  return connections.flatMap((connectionId) => {
    const here = <T extends GrantInLog | HandleInLog>(all: readonly T[]): T[] =>
      all.filter((one) => one.connectionId === connectionId);
    const stored = here(grants);
    const byGrant = (id: GrantInLog['id']) => here(tops).filter(({ grantId }) => grantId === id);
    const others = here(tops).filter(({ grantId }) => !stored.some(({ id }) => id === grantId));
    return [
      `${printable(nameOf(connectionId), 120)}  ${connectionId}`,
      ...stored.flatMap((grant) => [
        `  ${grantText(grant, spentBy(grant))}`,
        ...(grant.tasks ?? []).map((task) => `    ${taskText(task)}`),
        ...under(2, byGrant(grant.id)),
      ]),
      ...under(1, others),
    ];
  });
};

const grantText = (
  {
    id,
    extension,
    state,
    standing,
    dormant,
    notInstalled,
    given,
    limits,
    costUnit,
    origins,
    since,
    issued,
    lastIssued,
  }: ShownGrant,
  spentToday: Budgets,
): string =>
  [
    // In force: what the log calls it, too.
    `always, ${standing === undefined || standing === 'in-force' ? state : grantLabels[standing].toLowerCase()}`,
    ...(dormant ? [dormantLabel.toLowerCase()] : []),
    notInstalled ? `${extension} (not installed)` : extension,
    given === undefined ? 'limits not in the log' : limitsText(given, limits, spentToday, costUnit),
    printable(`to ${origins.join(' ')}`),
    `since ${printableTime(since)}`,
    lastIssued === undefined
      ? 'no session yet'
      : `${counted(issued, 'session')}, last ${printableTime(lastIssued)}`,
    id,
  ].join('  ');

const taskText = ({ id, tool, since }: Pick<KeptTask, 'id' | 'tool' | 'since'>): string =>
  ['running task', printable(tool), `since ${printableTime(since)}`, id].join('  ');

const handleText = (handle: HandleInLog): string =>
  [
    handle.parent === undefined
      ? `active session${handle.mode === 'once' ? ', allowed once' : ''}`
      : 'derived session',
    ...(handle.parent === undefined && handle.grantId === undefined ? [handle.extension] : []),
    ownLimits(handle),
    `since ${printableTime(handle.since)}`,
    handle.lastUse === undefined
      ? 'not used'
      : `${counted(handle.uses, 'use')}, last ${printableTime(handle.lastUse)}`,
    ...(handle.perhapsGone ? ['perhaps gone'] : []),
    handle.id,
  ].join('  ');

const ownLimits = ({ levels }: HandleInLog): string => {
  const own = levels.at(-1);
  return own === undefined ? 'limits not in the log' : limitsText(own);
};

const handleJson = (handle: HandleInLog): string =>
  printableJson({ type: 'session', ...handle, levels: handle.levels.map((level) => level ?? null) });

const notesOn = (
  { grants, handles }: Shown,
  { unreadable }: AuthorityInLog & { unreadable: number },
): string[] => [
  ...(grants.length + handles.length === 0 ? ['No matching grants or active sessions.'] : []),
  ...(handles.some(({ perhapsGone }) => perhapsGone)
    ? [
        '"perhaps gone": another Valetkey started since, or entries were lost. If the one that opened these sessions was killed, they are gone.',
      ]
    : []),
  ...(unreadable === 0
    ? []
    : [`${unreadable} damaged entries were omitted. "audit verify" names the first.`]),
];
