import { controlContract, deactivateMs, ValetkeyError } from '@valetkey/api-contracts';
import type { Note } from '../audit/note.ts';
import { contributorOf } from '../contracts/contributor-of.ts';
import type { Principal } from '../contracts/grant.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger } from '../grants/ledger.ts';
import { openGate } from '../port/gate.ts';
import type { AttachedExtension, Broker } from '../powers.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import { answerRequest } from '../requests/answer-request.ts';
import type { RequestPowers } from '../requests/request-powers.ts';
import { isBoundTo, type Resolver } from '../resolve/resolve-connection.ts';
import type { After } from '../time/after.ts';
import { type CapabilityPowers, openCapability } from '../use/open-capability.ts';
import { makeDeactivation } from './deactivation.ts';
import { makeHostCalls } from './host-calls.ts';
import type { RunningExtensions } from './running-extensions.ts';

const late = `\`deactivate\` did not end within ${deactivateMs / 1_000} seconds. The extension was stopped.`;

/**
 * Extensions by the ports that they speak through: what comes in on a port is this extension's doing, and no message
 * has a field that says otherwise.
 */
export function makeAttachExtension(powers: {
  readonly extensions: Pick<RunningExtensions, 'running' | 'add' | 'remove' | 'violated' | 'notActivated'>;
  readonly providers: Pick<ProviderRegistry, 'add'>;
  readonly grants: Pick<GrantStore, 'list' | 'suspend'>;
  readonly ledger: Pick<Ledger, 'endWhere'>;
  readonly request: RequestPowers;
  readonly capability: CapabilityPowers;
  /** Before anything looks at the connections of these providers. */
  readonly migrate: () => void;
  readonly after: After;
  /** What closing waits for. */
  readonly onEnding: (over: Promise<unknown>) => void;
  readonly note: Note;
  readonly log: (level: 'error', text: string, cause?: unknown) => void;
}): Broker['attachExtension'] {
  const { extensions, providers, ledger, capability, note, log } = powers;
  const { resolver } = powers.request;

  return (extension, transport, host) => {
    const { id, manifest, contentDigest, icon } = extension;
    if (extensions.running(id)) throw new ValetkeyError({ code: 'conflict' });
    const { version } = manifest;
    const principal: Principal = Object.freeze({ id, version, contentDigest });
    const displayName = manifest.displayName ?? manifest.name;
    const gone = new AbortController();
    const calls = makeHostCalls();
    const deactivation = makeDeactivation({
      gone: gone.signal,
      after: powers.after,
      late: () => host.log('warn', late),
    });

    providers.add({ extensionId: id, displayName }, manifest.contributes.connectionProviders);
    resolver.forget();
    powers.migrate();
    suspendOutdated(principal, { ...powers, resolver });
    note({ kind: 'extension.started', extension: id, detail: `${version} ${contentDigest}` });

    const detach: AttachedExtension['detach'] = (state) => {
      if (gone.signal.aborted) return;
      gone.abort();
      extensions.remove(extension, state);
      ledger.endWhere((live) => live.principal.id === id, 'extension-stopped');
      gate.close('port-closed');
      calls.end();
      note({ kind: 'extension.stopped', extension: id, detail: state });
    };
    const gate = openGate({
      contract: controlContract,
      transport,
      share: capability.shareOf(id),
      facet: {
        request: async (request) => {
          const live = await answerRequest(
            { principal, manifest, icon },
            request,
            deactivation.begun,
            powers.request,
          );
          return { port: openCapability(live, capability) };
        },
        log: ({ level, text }) => {
          host.log(level, text);
          return {};
        },
        report: (report) => {
          if (report.state === 'deactivated') {
            deactivation.ended();
            return {};
          }
          if (report.state === 'failed') extensions.notActivated(extension, report.message);
          host.report(report);
          return {};
        },
        ...calls.facet,
        stopping: async () => {
          await deactivation.begins();
          return {};
        },
      },
      onViolation: (why) => extensions.violated(id, why),
      onClosed: () => detach('stopped'),
      onInternalError: (error) => log('error', `a request of ${id} failed`, error),
    });
    if (host.stopped !== undefined) powers.onEnding(host.stopped);
    extensions.add(extension, host, {
      deactivate: deactivation.run,
      stop: (why) => {
        detach(why);
        try {
          host.stop(why);
        } catch (error) {
          // Its handles are dead anyway, and the others are still to be stopped.
          log('error', `${id} could not be stopped`, error);
        }
      },
    });
    return Object.freeze<AttachedExtension>({
      call: calls.call,
      deactivate: deactivation.run,
      detach: (state) => {
        const isNews = state === 'protocol-violation' && !gone.signal.aborted;
        if (isNews) note({ kind: 'protocol.violation', extension: id, detail: 'outside its ports' });
        detach(state);
      },
    });
  };
}

/** What is not what the user agreed to any more: this extension, or a provider that it contributes to others. */
const suspendOutdated = (
  { id, contentDigest }: Principal,
  {
    grants,
    ledger,
    resolver,
    note,
  }: {
    readonly grants: Pick<GrantStore, 'list' | 'suspend'>;
    readonly ledger: Pick<Ledger, 'endWhere'>;
    readonly resolver: Resolver;
    readonly note: Note;
  },
): void => {
  for (const grant of grants.list()) {
    if (grant.state !== 'active') continue;
    const { id: grantId, connectionId, principal, authority } = grant;
    const contributed = contributorOf(authority.providerId) === id;
    const extensionChanged = principal.id === id && principal.contentDigest !== contentDigest;
    if (!extensionChanged && !(contributed && !isBoundTo(grant.authorityDigest, grant, resolver))) continue;
    const detail = extensionChanged ? 'extension changed' : 'provider changed';
    note({ kind: 'grant.suspended', extension: principal.id, connectionId, grantId, detail });
    grants.suspend(grantId);
  }
  ledger.endWhere((live) => !isBoundTo(live.grantDigest, live, resolver), 'connection-changed');
};
