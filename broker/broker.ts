import type { CapabilityId, ConnectionId, ExtensionId, GrantId } from '@valetkey/api-contracts';
import { makeNote } from './audit/note.ts';
import { verifyAtStart } from './audit/verify-at-start.ts';
import { makePrompts } from './consent/prompts.ts';
import { type Extensions, makeExtensions } from './extensions/attach-extension.ts';
import { makeHalt } from './grants/halt.ts';
import { type Ledger, makeLedger } from './grants/ledger.ts';
import { makeAgreedTools } from './mcp/agreed-tools.ts';
import { makeCouriers } from './network/couriers.ts';
import { makeCourier, type NetworkLimits } from './network/send.ts';
import { systemLookup } from './network/system-lookup.ts';
import { makeOauth, type Oauth } from './oauth/make-oauth.ts';
import { makeShares } from './port/share.ts';
import type { Broker, BrokerPowers } from './powers.ts';
import { hostsOf } from './providers/hosts-of.ts';
import { makeProviderRegistry } from './providers/provider-registry.ts';
import { askAboutCall } from './requests/ask-call.ts';
import { requestAccess } from './requests/request-access.ts';
import type { RequestPowers } from './requests/request-powers.ts';
import { makeUnmetRequests } from './requests/unmet-requests.ts';
import { checkConnection } from './resolve/check-connection.ts';
import { makeConnectionRates } from './resolve/connection-rate.ts';
import { endOutdated } from './resolve/end-outdated.ts';
import { markNeedsReconnect } from './resolve/mark-needs-reconnect.ts';
import { makeResolver, type Resolver } from './resolve/resolve-connection.ts';
import { makeCredentialOpener } from './secrets/credential.ts';
import { makeCredentialMemories } from './secrets/credential-memory.ts';
import { makeScrubber } from './secrets/redaction/scrubber.ts';
import { systemPrograms } from './secrets/system-programs.ts';
import type { VaultState } from './secrets/vault/vault.ts';
import { makeAskingServices } from './services/ask-service.ts';
import { boundBrowserPages } from './services/bound-browser-pages.ts';
import { listChoices } from './services/list-choices.ts';
import { testConnection } from './services/test-connection.ts';
import { makePersonAsked } from './settings/ask-person.ts';
import { makeChanges, watchingChanges } from './settings/changes.ts';
import { makeDeletions } from './settings/delete-connection.ts';
import { migrateConnections } from './settings/migrate-connections.ts';
import { makeReach } from './settings/reach.ts';
import { makeSetSecretsAside } from './settings/set-secrets-aside.ts';
import { settingsFacet } from './settings/settings-facet.ts';
import { makeSettingsPages } from './settings/settings-pages.ts';
import { makeUsersOf } from './settings/users-of.ts';
import { makeConnectionViews } from './settings/view-connection.ts';
import { openStores } from './stores/open-stores.ts';
import { after } from './time/after.ts';
import { every } from './time/every.ts';
import { makeUnfinished } from './time/unfinished.ts';
import type { CapabilityPowers } from './use/open-capability.ts';
import { makeSessions, openSession } from './use/session.ts';

export type { AttachedExtension, Broker, BrokerPowers, ExtensionHost, StopState } from './powers.ts';

/** Answers of authorization servers are small, and nothing good comes late. */
const signInLimits = {
  maxResponseBytes: 256 * 1024,
  maxRedirects: 0,
  connections: 2,
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 15_000,
  bodyTimeoutMs: 10_000,
  totalMs: 20_000,
} as const;
const longestBody = 4 * 1024 ** 3;
const dayMs = 24 * 60 * 60 * 1000;
/** Who starts the application each morning has it run for less than a day. */
const firstPruneMs = 60_000;
const followMs = 1_000;

/** Throws DatabaseError when a store cannot be opened; the files are left as they are. */
export const makeBroker = (powers: BrokerPowers): Broker => {
  const { now, log, makeId } = powers;

  // What is kept.
  const stores = openStores(powers);
  const { vault, connections, grants, settings } = stores;
  const changes = makeChanges(powers);
  const audit = watchingChanges(stores.audit, changes);
  const note = makeNote(audit, log);

  // Who may ask for what, and who decides.
  const providers = makeProviderRegistry({ described: powers.described });
  const resolver: Resolver = makeResolver({
    connections,
    providers,
    changedElsewhere: stores.changedElsewhere,
    onChangedElsewhere: () => {
      tools.forget();
      endOutdated({ resolver, grants, ledger });
      oauth.lookAgain();
      changes.tellAll();
    },
  });
  const makeNonce = (): string => Buffer.from(powers.randomBytes(16)).toString('base64url');
  const prompts = makePrompts({
    ask: powers.askConsent,
    askChange: powers.askChange,
    now,
    makeNonce,
    log: powers.log,
  });

  // What lives: capabilities, and the sockets and scrubbers that they use.
  const ledger: Ledger = makeLedger({
    now,
    makeId: () => `cap_${makeId()}` as CapabilityId,
    after: powers.after,
    onEnded: ({ id: capabilityId, principal, connectionId }, detail) =>
      note({ kind: 'capability.ended', extension: principal.id, connectionId, capabilityId, detail }),
  });
  const tools = makeAgreedTools({
    store: stores.tools,
    grants,
    transaction: connections.transaction,
    ledger,
    note,
  });
  const couriers = makeCouriers((more: Partial<NetworkLimits> = {}) => {
    const limits = { maxResponseBytes: longestBody, ...powers.network?.limits, ...more };
    return makeCourier({ lookup: systemLookup, ...powers.network, limits, now });
  });
  const openCourier = couriers.open;
  const rates = makeConnectionRates(now);
  const openInSystemBrowser = boundBrowserPages(powers.openInSystemBrowser, () => performance.now());
  const oauth: Oauth = makeOauth({
    resolver,
    connections,
    vault,
    audit,
    now,
    makeId,
    log,
    after: powers.after,
    rows: stores.oauthSessions,
    randomBytes: powers.randomBytes,
    openInSystemBrowser,
    openCourier: () => openCourier(signInLimits),
    needsReconnect: (connectionId, why) => {
      const { displayName } = resolver.resolve(connectionId).record;
      powers.notice?.({ kind: 'needs-reconnect', connectionId, displayName, why });
    },
    tellCode: (connectionId, device) => {
      const { displayName } = resolver.resolve(connectionId).record;
      powers.notice?.({ kind: 'sign-in-code', connectionId, displayName, ...device });
    },
  });
  const memories = makeCredentialMemories(() => openCourier());
  const openCredential = (instead: Partial<Parameters<typeof makeCredentialOpener>[0]> = {}) =>
    makeCredentialOpener({
      vault,
      makeScrubber,
      memories,
      signIn: oauth.forUse,
      now,
      randomBytes: powers.randomBytes,
      ...instead,
    });
  const sessions = makeSessions(() => openSession({ openCourier, credential: openCredential() }));

  // How a request becomes a handle, and a handle is used.
  const halt = makeHalt();
  const unmet = makeUnmetRequests({ now });
  const request: RequestPowers = {
    resolver,
    grants,
    prompts,
    ledger,
    halt,
    unmet,
    tools,
    audit,
    now,
    confirmPlaces: (authority) => stores.places.confirm(hostsOf(authority), now()),
    providerKnown: (id) => providers.get(id) !== undefined,
    stepUp: oauth.stepUp,
    makeGrantId: () => `gra_${makeId()}` as GrantId,
    makePromptId: makeId,
  };
  // By the machine's own clock: what is shared out is the time of this very process.
  const shareOf = makeShares({ clock: () => performance.now(), after });
  const endings = makeUnfinished();
  const capability: CapabilityPowers = {
    audit,
    ledger,
    sessions,
    rates,
    tools,
    shareOf,
    now,
    askCall: (live, call, calledOff) =>
      askAboutCall(live, call, calledOff, { ...request, extensionOf: extensions.running }),
    makeChannel: powers.makeChannel,
    programs: powers.programs ?? systemPrograms,
    log,
    onNeedsReconnect: markNeedsReconnect({ connections, note, log, now }),
    makeUseId: makeId,
    onUnrecorded: (error) => log('error', 'the audit log did not take the end of a use', error),
    providerOf: (live) => resolver.resolve(live.connectionId).record.providerId,
    signInEndpoints: oauth.endpoints,
    connectionOf: checkConnection({ resolver, connections, now }),
    onViolation: (live, why) => extensions.violated(live.principal.id, why),
    onInternalError: (error) => log('error', 'a capability failed', error),
    onEnding: endings.add,
  };
  const extensions: Extensions = makeExtensions({
    providers,
    grants,
    ledger,
    request,
    shareOf,
    note,
    log,
    now,
    capability: () => capability,
    onProvidersAdded: () => migrate(),
  });
  const migrate = (): void => migrateConnections({ connections, providers, vault, resolver, audit, log });

  // What the settings window may do.
  const views = makeConnectionViews({ connections, grants, ledger, vault, resolver, oauth });
  const deletions = makeDeletions({
    connections,
    grants,
    ledger,
    vault,
    resolver,
    oauth,
    audit,
    views,
    now,
    log,
    after: powers.after,
    undoMs: powers.undoDeleteMs ?? 10_000,
    forgetCredential: memories.forget,
  });
  const asking = makeAskingServices({ audit, note, makeId, now });
  const nameOfExtension = (id: ExtensionId): string =>
    extensions.list().find((one) => one.id === id)?.displayName ?? id;
  const usersOf = makeUsersOf({ grants, ledger, nameOfExtension });
  const reach = makeReach({ places: stores.places, grants, now });
  const asked = makePersonAsked({ prompts, audit, makeId, now });
  const facetOf = settingsFacet({
    connections,
    providers,
    grants,
    ledger,
    halt,
    unmet,
    tools,
    vault,
    resolver,
    oauth,
    audit,
    settings,
    now,
    views,
    deletions,
    changes,
    extensions,
    makeId,
    note,
    log,
    nameOfExtension,
    usersOf,
    reach,
    asked,
    beginSignIn: (_to, wanted) => oauth.signIns.begin(wanted),
    askService: asking.askService,
    makeConnectionId: () => `con_${makeId()}` as ConnectionId,
    test: async (resolved, secrets, onHop) => {
      // A memory of its own: a token that the saved secret got would vouch for the one that is tried.
      const own = makeCredentialMemories(() => openCourier());
      const open = openCredential({ vault: secrets, memories: own, signIn: oauth.forForm });
      const credential: typeof open = (connection) => {
        const opened = open(connection);
        memories.tried(connection.id, opened.own);
        return opened;
      };
      try {
        return await testConnection(resolved, { openCourier, credential, rates, now, onHop });
      } finally {
        own.forget();
      }
    },
    listChoices: (resolved, field, onHop) =>
      listChoices(resolved, field, {
        openCourier,
        rates,
        onHop,
        credential: openCredential({ signIn: oauth.forForm }),
      }),
    extensionOf: extensions.running,
    requestAccess: (asker, connectionId, asked) => requestAccess(asker, connectionId, asked, request),
    openInSystemBrowser,
    unlock: () => unlock(),
    setSecretsAside: makeSetSecretsAside({ stores, note, unlock: () => unlock() }),
  });

  const pages = makeSettingsPages({ facetOf, note, log });

  const unlock = async (): Promise<VaultState> => {
    const state = await stores.unlock();
    const locked = state.state === 'locked';
    if (!locked) migrate();
    if (!locked) verifying.begin();
    note({ kind: locked ? 'vault.locked' : 'vault.unlocked', ...(locked ? { detail: state.why } : {}) });
    // Now, so that sign-ins that are left can be told to the service; and without a key all the same.
    deletions.resume();
    return state;
  };
  const verifying = verifyAtStart({
    audit,
    after: powers.after,
    log,
    ...(powers.notice && { notice: powers.notice }),
  });
  const prune = (): void => {
    audit.prune(now()).catch((error: unknown) => log('error', 'the audit log could not be pruned', error));
  };
  const stopPruning = every(dayMs, powers, prune, firstPruneMs);
  // A use looks by itself; this is for streams that go on, and for rows that somebody looks at.
  const stopFollowing = every(followMs, powers, () => {
    try {
      resolver.refresh();
    } catch (error) {
      log('error', 'another process changed the files, and they cannot be read now', error);
    }
  });

  note({ kind: 'broker.started' });
  return Object.freeze<Broker>({
    unlock,
    attachExtension: extensions.attach,
    openSettings: pages.open,
    close: async () => {
      stopPruning();
      verifying.stop();
      stopFollowing();
      deletions.stop();
      changes.stop();
      pages.close();
      asking.close();
      extensions.stopAll();
      // A program that does not end by itself is ended by this process, or by nobody.
      await endings.ended();
      memories.forget();
      await oauth.close();
      await couriers.close();
      await stores.close();
    },
  });
};
