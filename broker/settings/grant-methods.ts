import { hash } from 'node:crypto';
import {
  type ConnectionId,
  type ExtensionId,
  isOfMethods,
  type Limits,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import { nameInLine, originsInLine } from '../audit/authority-in-line.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { asksLess } from '../consent/asks-less.ts';
import { standingOfGrant } from '../consent/grant-standing.ts';
import { widens } from '../consent/limits.ts';
import type { AuditEvent } from '../contracts/audit.ts';
import type { GrantRecord, GrantView, LiveCapability } from '../contracts/grant.ts';
import { asksEachCall } from '../contracts/mcp-tools.ts';
import type { Say } from '../contracts/texts/say.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Halt } from '../grants/halt.ts';
import type { Ledger } from '../grants/ledger.ts';
import type { AgreedTools, GrantTools } from '../mcp/agreed-tools.ts';
import type { KeptTasks } from '../mcp/kept-tasks.ts';
import type { LoadedExtension } from '../providers/load-extension.ts';
import { askerOf } from '../requests/asker.ts';
import { type Resolver, resolvedIfAny } from '../resolve/resolve-connection.ts';
import { countedBy, spentOf, uncountedNow } from '../use/daily-budget.ts';
import {
  askLessQuestion,
  confirmGrantQuestion,
  limitLessQuestion,
  resumeQuestion,
} from './grant-questions.ts';
import { askFirst, nothingToAsk, type SettingsMethods } from './plan.ts';
import type { Reach } from './reach.ts';

export type GrantPowers = {
  readonly say: Say;
  readonly now: () => number;
  readonly grants: GrantStore;
  readonly connections: Pick<ConnectionStore, 'get' | 'transaction' | 'hidden'>;
  readonly ledger: Pick<Ledger, 'list' | 'endWhere'>;
  readonly halt: Halt;
  readonly resolver: Pick<Resolver, 'resolve'>;
  /** MCP tools that grants were given with. */
  readonly tools: Pick<AgreedTools, 'ofGrant' | 'confirm' | 'forget'>;
  readonly tasks: Pick<KeptTasks, 'ofGrant' | 'cancel'>;
  readonly audit: Pick<AuditLog, 'appendDurably' | 'spent'>;
  readonly reach: Reach;
  readonly nameOfExtension: (id: ExtensionId) => string;
  /** The extension as it is loaded now, if it is. */
  readonly extensionOf: (extension: ExtensionId) => LoadedExtension | undefined;
};

export function grantMethods(powers: GrantPowers) {
  const { say, grants, connections, ledger, halt, tools, audit, now } = powers;

  const resolvedOf = (id: ConnectionId) => resolvedIfAny(powers.resolver, id);
  const current = (grant: GrantRecord) => {
    const principal = askerOf(powers.extensionOf(grant.principal.id))?.principal;
    const resolved = resolvedOf(grant.connectionId);
    const place = principal === undefined ? undefined : resolved?.grantDigestFor(principal);
    return { resolved, authority: resolved?.authority, principal, place };
  };
  const spendingOn = ({ limits, countedCosts, principal, connectionId }: GrantRecord) => {
    const spentToday = spentOf({ extension: principal.id, connectionId, limits }, now(), audit.spent);
    const inUse = resolvedOf(connectionId)?.inUse;
    return {
      spentToday: Object.keys(spentToday).length === 0 ? undefined : spentToday,
      costUnit: inUse?.costs?.unit,
      uncounted: inUse && uncountedNow(limits, countedCosts, inUse),
    };
  };
  /** Of its budget of costs. One that would count nothing refuses every request, so nobody sets it. */
  const countedWith = (limits: Limits, { limits: before, countedCosts, connectionId }: GrantRecord) => {
    if (limits.costPerDay === undefined) return undefined;
    const counted = countedBy(resolvedOf(connectionId)?.inUse.costs);
    if (counted !== undefined) return counted;
    if (limits.costPerDay === before?.costPerDay) return countedCosts;
    throw new ValetkeyError({
      code: 'invalid-input',
      at: 'limits.costPerDay',
      expected: say(
        'This service declares no costs, so it could not be used any more. Limit uses or data instead.',
      ),
    });
  };
  const view = (grant: GrantRecord, live: readonly LiveCapability[]): GrantView => {
    const its = live.filter(({ grantId }) => grantId === grant.id);
    const { agreed, found } = tools.ofGrant(grant);
    const shown = {
      ...grant,
      standing: standingOfGrant(grant, now()),
      tools: agreed,
      tasks: powers.tasks.ofGrant(grant.id).map(({ id, tool, since }) => ({ id, tool, since })),
      live: its.length,
      inFlight: sum(its.map(({ inFlight }) => inFlight)),
      ...spendingOn(grant),
    };
    if (grant.state !== 'suspended') return shown;
    const { authority, principal, place } = current(grant);
    const digest = digestOfAll(place, found);
    return {
      ...shown,
      now: {
        authority,
        principal,
        toolChanges: found?.changes,
        digest,
      },
    };
  };
  const existing = (id: GrantRecord['id']): GrantRecord => {
    const grant = grants.get(id);
    if (grant === undefined) throw new ValetkeyError({ code: 'not-found' });
    return grant;
  };

  const namesOf = ({ connectionId, principal: { id } }: GrantRecord) => ({
    connection: connections.get(connectionId)?.displayName ?? connectionId,
    extension: { id, displayName: powers.nameOfExtension(id) },
  });

  /** With its line in the log: without one nothing is changed. @throws ValetkeyError `conflict`: it is not what was seen any more */
  const change = (
    seen: GrantRecord,
    changeNow: () => Partial<GrantRecord>,
    line: Pick<AuditEvent, 'kind' | 'connectionName' | 'detail' | 'given' | 'limits' | 'origins'>,
  ): GrantRecord =>
    connections.transaction(() => {
      const changed = grants.change(seen, changeNow());
      const { id: grantId, connectionId, principal } = seen;
      audit.appendDurably({ ...line, extension: principal.id, connectionId, grantId });
      return changed;
    });

  return {
    listGrants: ({ connectionId, extension, revoked }) => {
      const hidden = new Set<string>(connections.hidden().map(({ id }) => id));
      const found =
        connectionId !== undefined
          ? grants.ofConnection(connectionId)
          : extension !== undefined
            ? grants.ofExtension(extension)
            : grants.list();
      const live = ledger.list();
      return found
        .filter(({ state }) => revoked || state !== 'revoked')
        .filter((grant) => !hidden.has(grant.connectionId))
        .filter(({ principal }) => extension === undefined || principal.id === extension)
        .map((grant) => view(grant, live));
    },
    listLive: ({ connectionId, extension }) =>
      ledger
        .list()
        .filter((live) => connectionId === undefined || live.connectionId === connectionId)
        .filter((live) => extension === undefined || live.extension === extension),
    confirmGrant: ({ grantId, digest: seen }) => {
      const grant = existing(grantId);
      const { resolved, authority, principal, place } = current(grant);
      if (grant.state !== 'suspended') throw new ValetkeyError({ code: 'conflict' });
      if (
        resolved === undefined ||
        authority === undefined ||
        principal === undefined ||
        place === undefined
      ) {
        throw new ValetkeyError({ code: 'not-found' });
      }
      // What was on the screen is what is agreed to, and nothing that came after it.
      const { found } = tools.ofGrant(grant);
      if (digestOfAll(place, found) !== seen) throw new ValetkeyError({ code: 'conflict' });
      return askFirst(
        confirmGrantQuestion(
          grant,
          { authority, principal, auth: resolved.inUse.auth },
          found?.changes,
          namesOf(grant),
        ),
        (yes) => {
          powers.reach.confirmed(resolved, yes);
          const confirmed = change(
            grant,
            () => ({
              ...tools.confirm(grant),
              state: 'active',
              authority,
              principal,
              authorityDigest: place,
            }),
            {
              kind: 'grant.confirmed',
              connectionName: nameInLine(namesOf(grant).connection),
              given: grant.caveats,
              limits: grant.limits,
              origins: originsInLine(authority),
            },
          );
          return view(confirmed, ledger.list());
        },
      );
    },
    setGrantAsking: ({ grantId, asking }) => {
      const grant = existing(grantId);
      if (grant.state === 'revoked') throw new ValetkeyError({ code: 'not-found' });
      const set = () => {
        const detail = `${asking.rule}, always ${asking.always.length}, never ${asking.never.length}`;
        const asked = change(grant, () => ({ mcpAsking: asking }), { kind: 'grant.asking', detail });
        tools.forget();
        return view(asked, ledger.list());
      };
      if (!asksLess(grant.mcpAsking, asking)) return nothingToAsk(set);
      const known = tools.ofGrant(grant).agreed ?? [];
      const freed = known.filter(
        (tool) => asksEachCall(grant.mcpAsking, tool) && !asksEachCall(asking, tool),
      );
      return askFirst(askLessQuestion(grant, asking, freed, namesOf(grant)), set);
    },
    limitGrant: ({ grantId, limits: wanted }) => {
      const grant = existing(grantId);
      if (grant.state === 'revoked') throw new ValetkeyError({ code: 'not-found' });
      const limits = withoutForeignRuns(wanted, grant);
      const countedCosts = countedWith(limits, grant);
      const set = () => {
        const limited = change(grant, () => ({ limits, countedCosts }), {
          kind: 'grant.limited',
          connectionName: nameInLine(namesOf(grant).connection),
          limits,
        });
        // What is out was given for more. It asks again, is not prompted for, and gets what is left.
        ledger.endWhere((live) => live.grantId === grantId, 'limited');
        return view(limited, ledger.list());
      };
      const { uncounted } = spendingOn(grant);
      const passesAgain = uncounted !== undefined && countedCosts !== grant.countedCosts;
      if (!passesAgain && !widens(grant.limits, limits)) return nothingToAsk(set);
      return askFirst(
        limitLessQuestion({ ...grant, uncounted }, { limits, countedCosts }, namesOf(grant)),
        set,
      );
    },
    revokeCapability: ({ capabilityId }) => ({
      ended: ledger.endWhere((live) => live.id === capabilityId, 'revoked'),
    }),
    cancelTask: async ({ taskId }) => {
      await powers.tasks.cancel(taskId);
      return {};
    },
    resumeEverything: () => {
      if (!halt.stopped()) return nothingToAsk(() => ({}));
      return askFirst(resumeQuestion, () => {
        audit.appendDurably({ kind: 'use.resumed' });
        halt.resume();
        return {};
      });
    },
    stopped: () => {
      const { ended, extensions } = halt.what();
      return { stopped: halt.stopped(), ended, extensions: [...extensions] };
    },
  } satisfies Partial<SettingsMethods>;
}

/** What runs without asking is of methods that the grant has: the consent to others would begin with it. */
const withoutForeignRuns = ({ runs = [], ...limits }: Limits, { caveats }: GrantRecord): Limits => {
  const own = runs.filter((one) => isOfMethods(one, caveats.methods));
  return own.length === 0 ? limits : { ...limits, runs: own };
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Names what a suspended grant would be from now on: where the secret goes, who acts, and with which tools. */
const digestOfAll = (place: string | undefined, found: GrantTools['found']): string | undefined =>
  place === undefined || found === undefined ? place : hash('sha256', `${place} ${found.digest}`);
