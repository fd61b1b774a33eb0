import { connectionId as connectionIdOf, defined } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { AuditEvent } from '../contracts/audit.ts';
import type { ConnectionRecord } from '../contracts/connection.ts';
import type { TestResult } from '../contracts/test-result.ts';
import type { Say } from '../contracts/texts/say.ts';
import type { Hop } from '../network/exchange.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import { type Resolved, type Resolver, requireHere } from '../resolve/resolve-connection.ts';
import { type Draft, makeDraft } from '../secrets/vault/draft.ts';
import type { Vault } from '../secrets/vault/vault.ts';
import type { AskService } from '../services/ask-service.ts';
import { type CheckedInput, checkInput } from './check-input.ts';
import { type ContactFor, replaceSecretQuestion } from './connection-questions.ts';
import { existing, offeredProvider, providerOf, unchanged } from './existing.ts';
import type { PassedDrafts } from './passed-drafts.ts';
import { askFirst, nothingToAsk, type SettingsMethods } from './plan.ts';
import type { Reach, Reachable } from './reach.ts';
import { commitWithSecrets, forgetReplaced, requireUnlocked } from './seal-secrets.ts';
import { refuseNewUsers, type UsersOf } from './users-of.ts';
import type { ConnectionViews } from './view-connection.ts';

export type SecretPowers = {
  readonly say: Say;
  readonly connections: ConnectionStore;
  readonly providers: Pick<ProviderRegistry, 'get' | 'offered'>;
  readonly vault: Pick<Vault, 'state' | 'putAll' | 'discard' | 'open' | 'epoch' | 'settle'>;
  readonly resolver: Pick<Resolver, 'resolve' | 'draft' | 'forget'>;
  readonly audit: Pick<AuditLog, 'appendDurably'>;
  readonly views: ConnectionViews;
  /** The provider's own test, with the secrets that `secrets` opens; `onHop` as in declared-request.ts. */
  readonly test: (
    to: Reachable,
    secrets: Pick<Vault, 'open' | 'epoch'>,
    onHop: (hop: Hop) => void,
  ) => Promise<TestResult>;
  readonly askService: AskService;
  readonly reach: Reach;
  readonly drafts: PassedDrafts;
  readonly usersOf: UsersOf;
  readonly now: () => number;
  readonly log: (level: 'warn', text: string, cause?: unknown) => void;
};

/** Names the draft of a connection that does not exist; nothing is ever sealed for it. */
const noConnection = connectionIdOf.parse(`con_${'0'.repeat(21)}`);

/** A secret is tried before it is stored: what a service refuses is on no disk at any moment. */
export function secretMethods(powers: SecretPowers) {
  const { say, connections, providers, vault, resolver, audit, views, now } = powers;

  const run = (subject: AuditEvent, to: Reachable, secrets: Pick<Vault, 'open' | 'epoch'>) =>
    powers.askService({
      subject,
      to,
      request: to.provider.test,
      outcomeOf,
      send: (onHop) => powers.test(to, secrets, onHop),
    });
  /** Where the test of these values would go, with secrets that are given and those of `kept` that are not. */
  const draftOf = (
    record: Omit<ConnectionRecord, 'secretRefs'>,
    { secrets }: CheckedInput,
    kept: ConnectionRecord['secretRefs'],
  ): Resolved => {
    const given = Object.keys(secrets).map((field) => ({ field, counter: 1, setAt: now() }));
    const stored = kept.filter(({ field }) => !Object.hasOwn(secrets, field));
    return resolver.draft({ ...record, secretRefs: [...stored, ...given] });
  };
  const testGiven = async (
    about: AuditEvent,
    to: Reachable,
    { secrets }: CheckedInput,
  ): Promise<TestResult> => {
    const draft: Draft = makeDraft(vault, secrets);
    try {
      return await run(about, to, draft);
    } finally {
      draft.forget();
    }
  };
  /** Of a secret that is stored already: the call has done what it was for, with or without a note of its test. */
  const keepResult = (connectionId: ConnectionRecord['id'], test: TestResult): void => {
    try {
      connections.recordTest(connectionId, test);
    } catch (error) {
      powers.log('warn', `the test of ${connectionId} could not be noted`, error);
    }
  };
  return {
    testConnection: ({ connectionId }) => {
      const resolved = resolver.resolve(connectionId);
      return powers.reach.plan(resolved, whyOf('test', resolved), async (to) => {
        const result = await run({ kind: 'connection.tested', connectionId }, to, vault);
        // It may have been changed or deleted meanwhile: the result then speaks of what is not there any more.
        if (connections.get(connectionId)?.updatedAt === resolved.record.updatedAt)
          connections.recordTest(connectionId, result);
        return result;
      });
    },

    testDraft: ({ providerId, connectionId, fields, secrets: given }) => {
      const saved = connectionId === undefined ? undefined : existing(connections, connectionId);
      const registered =
        saved?.providerId === providerId
          ? providerOf(providers, saved)
          : offeredProvider(providers, providerId);
      const checked = checkInput(say, registered, { fields, secrets: given });
      const at = now();
      const base = { id: noConnection, providerId, scope: 'user', displayName: 'Draft' } as const;
      const record = {
        ...(saved ?? { ...base, createdAt: at, updatedAt: at }),
        providerId,
        fields: checked.fields,
        authorityDigest: checked.authorityDigest,
      };
      // The vault refuses by itself to open a secret for another place than its own; it is not even asked.
      const stays = saved?.providerId === providerId && saved.authorityDigest === checked.authorityDigest;
      const of = saved === undefined ? {} : { connectionId: saved.id };
      const resolved = draftOf(record, checked, stays ? saved.secretRefs : []);
      return powers.reach.plan(resolved, whyOf('draft', resolved), async (to) => {
        const result = await testGiven({ kind: 'draft.tested', providerId, ...of }, to, checked);
        powers.drafts.remember({ providerId, checked, kept: stays ? saved.secretRefs : [] }, result);
        return result;
      });
    },

    replaceSecret: ({ connectionId, secrets: given, testFirst }) => {
      const before = existing(connections, connectionId);
      const registered = providerOf(providers, before);
      const checked = checkInput(say, registered, { fields: before.fields, secrets: given });
      const { secrets, authorityDigest } = checked;
      requireUnlocked(vault, secrets);
      // Secrets that were saved for another place do not come along to this one.
      const current = authorityDigest === before.authorityDigest ? before.secretRefs : [];
      const about = { kind: 'draft.tested', connectionId, providerId: before.providerId } as const;
      const resolved = draftOf({ ...before, authorityDigest }, checked, current);
      if (testFirst) requireHere(resolved);
      // Suspended ones too: a page could suspend a grant first, and have it confirmed afterwards.
      const users = powers.usersOf(connectionId, { suspended: true });
      const store = (test: TestResult | undefined) => {
        const place = { connectionId, authorityDigest };
        const check = (): void => {
          unchanged(connections, connectionId, before.updatedAt);
          refuseNewUsers(users, powers.usersOf(connectionId, { suspended: true }));
        };
        const after = commitWithSecrets(
          powers,
          { place, secrets, current, setAt: now(), check },
          (secretRefs) => {
            const detail = Object.keys(secrets).join(',');
            audit.appendDurably({ kind: 'secret.saved', connectionId, detail });
            return connections.update(connectionId, before.updatedAt, {
              secretRefs: [...secretRefs],
              authorityDigest,
            });
          },
        );
        resolver.forget();
        forgetReplaced(vault, after, powers.log);
        const seen = test ?? powers.drafts.take({ providerId: before.providerId, checked, kept: current });
        if (seen !== undefined) keepResult(connectionId, seen);
        return { connection: views.one(after), test, saved: true };
      };
      const testAndStore = async (to: Reachable) => {
        const test = await testGiven(about, to, checked);
        if (test.ok || test.cause === 'no-test-declared') return store(test);
        return { connection: views.one(existing(connections, connectionId)), test, saved: false };
      };
      if (users.length > 0)
        return askFirst(replaceSecretQuestion(resolved, Object.keys(secrets), users), (yes) => {
          const to = powers.reach.confirmed(resolved, yes);
          return testFirst ? testAndStore(to) : store(undefined);
        });
      return testFirst
        ? powers.reach.plan(resolved, whyOf('secret', resolved), testAndStore)
        : nothingToAsk(() => store(undefined));
    },
  } satisfies Partial<SettingsMethods>;
}

/** Without a declared test nothing is sent. */
const whyOf = (why: ContactFor, { provider }: Resolved): ContactFor | 'nothing' =>
  provider.test === undefined ? 'nothing' : why;

const outcomeOf = ({ ok, cause, status }: TestResult): Partial<AuditEvent> => {
  // Of a service that describes no test it is not known.
  const outcome = ok ? ('ok' as const) : ('failed' as const);
  return defined({
    outcome: cause === 'no-test-declared' ? undefined : outcome,
    detail: cause,
    status,
  });
};
