import type { Client, GrantId, Limits } from '@valetkey/api-contracts';
import { widens } from '../consent/limits.ts';
import type { AuditFilter, AuditKind } from '../contracts/audit.ts';
import type { GrantView } from '../contracts/grant.ts';
import type { SettingsContract } from '../contracts/settings.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { findGrant, grantIdOf, noSuchGrant } from './govern.ts';
import { limitsText } from './limits-text.ts';
import { rethrowInWords } from './rethrow-in-words.ts';
import { replayedLines } from './try-grant.ts';
import { type BrokerOptions, withBroker } from './with-broker.ts';
import { writeLines } from './write-lines.ts';

type Settings = Client<SettingsContract>;
type Options = BrokerOptions & {
  readonly apply: boolean;
  readonly undo: boolean;
  readonly since?: number;
};

/** Proposes, sets, or gives back. Setting only narrows, so nobody is asked; giving back asks as Settings does. */
export async function tightenGrant(id: string, options: Options, powers: CommandPowers): Promise<ExitCode> {
  const grantId = grantIdOf(id);
  const { apply, undo, since } = options;
  if (apply && undo) throw new CommandError('Use either --apply or --undo.');
  return withBroker(options, powers, async (settings) => {
    const say = (...lines: string[]) => writeLines(powers.stdout, lines);
    const grant = await findGrant(settings, grantId);
    if (undo) {
      const limits = (await limitsBefore(settings, grant)) ?? {};
      // The last change may have given something back already, here or in Settings: undoing that would narrow again.
      if (!widens(grant.limits, limits) || widens(limits, grant.limits))
        throw new CommandError(
          'The last change took nothing from this grant, so there is nothing to give back.',
        );
      await settings.limitGrant({ grantId, limits }).catch(rethrowInWords);
      await say(`Given back. It may do: ${textOf(grant, limits)}`);
      return exitCodes.ok;
    }
    const { limits, replayed } = await settings.proposeLimits({ grantId, since }).catch(noSuchGrant);
    if (limits === undefined) {
      await say('No use was recorded, so there is nothing to keep. "grants revoke" takes the grant away.');
      return exitCodes.ok;
    }
    await say(
      `Now:      ${textOf(grant, grant.limits)}`,
      `Proposed: ${textOf(grant, limits)}`,
      ...replayedLines(replayed),
    );
    if (!apply) {
      await say('Nothing was changed. Add --apply to set these limits.');
      return exitCodes.ok;
    }
    await settings.limitGrant({ grantId, limits }).catch(rethrowInWords);
    await say('Set. To give it back: --undo.');
    return exitCodes.ok;
  });
}

export const textOf = ({ caveats, costUnit }: GrantView, limits: Limits | undefined): string =>
  limitsText(caveats, limits, {}, costUnit);

/** The limits before the last change, from the log. @throws CommandError */
const limitsBefore = async (
  settings: Settings,
  { id, connectionId }: GrantView,
): Promise<Limits | undefined> => {
  const [last, before] = await entriesOf(settings, id, { kind: 'grant.limited', connectionId }, 2);
  if (last === undefined) throw new CommandError('Nothing was taken from this grant since it was made.');
  if (before !== undefined) return before.limits;
  const [created] = await entriesOf(settings, id, { kind: 'grant.created', connectionId }, 1);
  if (created === undefined)
    throw new CommandError('The log no longer has what was allowed before. Use Limit in Settings > Access.');
  return created.limits;
};

/** The newest entries of a grant. */
const entriesOf = async (
  settings: Settings,
  id: GrantId,
  filter: Partial<AuditFilter> & { readonly kind: AuditKind },
  most: number,
) => {
  const found: Awaited<ReturnType<Settings['listAudit']>>['entries'] = [];
  for (let before: number | undefined; found.length < most; ) {
    const page = await settings.listAudit({ limit: 1_000, ...filter, before });
    found.push(...page.entries.filter(({ grantId }) => grantId === id));
    before = page.next;
    if (before === undefined) break;
  }
  return found.slice(0, most);
};
