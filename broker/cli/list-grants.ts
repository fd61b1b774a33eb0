import { auditMigrations } from '../audit/audit-log.ts';
import { type Spend, spentOn } from '../audit/spend.ts';
import { standingOfGrant } from '../consent/grant-standing.ts';
import type { GrantRecord } from '../contracts/grant.ts';
import { grantLabels } from '../contracts/state-labels.ts';
import { DatabaseError } from '../database/database-error.ts';
import { makeGrantStore } from '../grants/grant-store.ts';
import { type KeptTask, makeTaskStore } from '../grants/task-store.ts';
import { stateMigrations } from '../stores/state-migrations.ts';
import { dayOf, spentOf } from '../use/daily-budget.ts';
import { type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { limitsText } from './limits-text.ts';
import { reading } from './open-to-read.ts';
import { printable, printableJson, printableTime } from './printable.ts';
import { table } from './table.ts';
import { writeLines } from './write-lines.ts';
import { writeUnreadable } from './write-unreadable.ts';

/** What was allowed with "Always allow", in any state. "Allow once" is never stored; the audit log has it. */
export async function listGrants(
  { folder, json }: { readonly folder: string; readonly json: boolean },
  { stdout, stderr, now }: CommandPowers,
): Promise<ExitCode> {
  // Also where the log is damaged: revoking a grant takes its id.
  const spent = await reading(folder, 'audit.db', auditMigrations, (log) => spentOn(log, dayOf(now()))).catch(
    async (error: unknown) => {
      if (!(error instanceof DatabaseError)) throw error;
      await writeLines(stderr, ['What was spent today cannot be read: see "audit verify".']);
      return undefined;
    },
  );
  return reading(folder, 'state.db', stateMigrations, async (database) => {
    const store = makeGrantStore({ database });
    const grants = store.list();
    const tasks = makeTaskStore({ database });
    if (json)
      await writeLines(
        stdout,
        grants.map((grant) =>
          printableJson({
            ...grant,
            standing: standingOfGrant(grant, now()),
            spentToday: spentBy(grant, now(), spent),
            tasks: tasks.ofGrant(grant.id).map(({ id, tool, since }) => ({ id, tool, since })),
          }),
        ),
      );
    else if (grants.length > 0)
      await writeLines(
        stdout,
        table(
          heads,
          grants.map((grant) => rowOf(grant, now(), spent)),
        ),
      );
    else await writeLines(stderr, ['No stored grants.']);
    const running = json ? [] : tasks.list();
    if (running.length > 0)
      await writeLines(stdout, ['', 'Running on MCP servers:', ...table(taskHeads, running.map(taskRow))]);
    await writeUnreadable(stderr, store.unreadable());
    return exitCodes.ok;
  });
}

const taskHeads = ['task', 'grant', 'since (UTC)', 'tool'];

const taskRow = ({ id, grantId, since, tool }: KeptTask): string[] => [
  id,
  grantId,
  printableTime(since),
  printable(tool),
];

const heads = [
  'id',
  'state',
  'extension',
  'connection',
  'sessions so far',
  'last used (UTC)',
  'where',
  'what',
];

type Spent = Spend['spent'] | undefined;

const spentBy = ({ principal, connectionId, limits }: GrantRecord, now: number, spent: Spent) =>
  spent && spentOf({ extension: principal.id, connectionId, limits }, now, spent);

const rowOf = (grant: GrantRecord, now: number, spent: Spent): string[] => [
  grant.id,
  grantLabels[standingOfGrant(grant, now)].toLowerCase(),
  printable(`${grant.principal.id} ${grant.principal.version}`),
  grant.connectionId,
  String(grant.handles),
  grant.sentAt === undefined ? 'never' : printableTime(grant.sentAt),
  printable(grant.authority.origins.join(' ')),
  limitsText(grant.caveats, grant.limits, spentBy(grant, now, spent), grant.countedCosts?.unit),
];
