import { controlContract, type ExtensionId, type Principal, ValetkeyError } from '@valetkey/api-contracts';
import type { Note } from '../audit/note.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger } from '../grants/ledger.ts';
import { openGate } from '../port/gate.ts';
import type { Share } from '../port/share.ts';
import type { AttachedExtension, Broker, ExtensionHost } from '../powers.ts';
import type { LoadedExtension } from '../providers/load-extension.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import { answerRequest } from '../requests/answer-request.ts';
import type { RequestPowers } from '../requests/request-powers.ts';
import { isBoundTo } from '../resolve/resolve-connection.ts';
import type { ExtensionState } from '../settings/access-methods.ts';
import { type CapabilityPowers, openCapability } from '../use/open-capability.ts';

export type Extensions = {
  readonly attach: Broker['attachExtension'];
  list(): ExtensionState[];
  /** Throws `not-found` where the application did not say how. */
  restart(id: ExtensionId): Promise<void>;
  running(id: ExtensionId): LoadedExtension | undefined;
  /** The port of this extension, or one of its capabilities', saw what no honest client sends. */
  violated(id: ExtensionId, why: string): void;
  stopAll(): void;
};

type Running = {
  readonly extension: LoadedExtension;
  stop(why: Parameters<ExtensionHost['stop']>[0]): void;
};

/**
 * Extensions by the ports that they speak through: what comes in on a port is this extension's doing, and no message
 * has a field that says otherwise.
 */
export const makeExtensions = (powers: {
  readonly providers: Pick<ProviderRegistry, 'add'>;
  readonly grants: Pick<GrantStore, 'list' | 'put'>;
  readonly ledger: Pick<Ledger, 'endWhere'>;
  readonly request: RequestPowers;
  readonly capability: () => CapabilityPowers;
  /** Before anything looks at the connections of these providers. */
  readonly onProvidersAdded: () => void;
  readonly shareOf: (id: ExtensionId) => Share;
  readonly note: Note;
  readonly log: (level: 'warn' | 'error', text: string, cause?: unknown) => void;
  readonly now: () => number;
}): Extensions => {
  const { providers, grants, ledger, note, log } = powers;
  const { resolver } = powers.request;
  const views = new Map<ExtensionId, ExtensionState>();
  const restarts = new Map<ExtensionId, () => Promise<void>>();
  const running = new Map<ExtensionId, Running>();

  /** What is not what the user agreed to any more: this extension, or a provider that it contributes to others. */
  const suspendOutdated = ({ id, contentDigest }: Principal): void => {
    for (const grant of grants.list()) {
      if (grant.state !== 'active') continue;
      const { id: grantId, connectionId, principal, authority } = grant;
      const contributed = authority.providerId.startsWith(`${id}/`);
      const extensionChanged = principal.id === id && principal.contentDigest !== contentDigest;
      if (!extensionChanged && !(contributed && !isBoundTo(grant.authorityDigest, grant, resolver))) continue;
      const detail = extensionChanged ? 'extension changed' : 'provider changed';
      note({ kind: 'grant.suspended', extension: principal.id, connectionId, grantId, detail });
      grants.put({ ...grant, state: 'suspended' });
    }
    ledger.endWhere((live) => !isBoundTo(live.grantDigest, live, resolver), 'connection-changed');
  };

  const violated: Extensions['violated'] = (id, why) => {
    note({ kind: 'protocol.violation', extension: id, detail: why });
    log('warn', `${id} broke the rules of its port (${why}) and was stopped`);
    running.get(id)?.stop('protocol-violation');
  };

  const attach: Broker['attachExtension'] = (extension, transport, host) => {
    const { id, manifest, contentDigest } = extension;
    if (running.has(id)) throw new ValetkeyError({ code: 'conflict' });
    const { version } = manifest;
    const principal: Principal = Object.freeze({ id, version, contentDigest });
    const displayName = manifest.displayName ?? manifest.name;
    const icon = extension.icon === undefined ? {} : { icon: Buffer.from(extension.icon).toString('base64') };
    const gone = new AbortController();
    const show = (state: ExtensionState['state']): void => {
      const canRestart = restarts.has(id);
      views.set(id, { id, displayName, version, ...icon, state, canRestart, since: powers.now() });
    };

    providers.add({ extensionId: id, displayName }, manifest.contributes.connectionProviders);
    resolver.forget();
    powers.onProvidersAdded();
    suspendOutdated(principal);
    note({ kind: 'extension.started', extension: id, detail: `${version} ${contentDigest}` });

    const detach: AttachedExtension['detach'] = (state) => {
      if (gone.signal.aborted) return;
      gone.abort();
      running.delete(id);
      show(state);
      ledger.endWhere((live) => live.principal.id === id, 'extension-stopped');
      gate.close('port-closed');
      note({ kind: 'extension.stopped', extension: id, detail: state });
    };
    const gate = openGate({
      contract: controlContract,
      transport,
      share: powers.shareOf(id),
      facet: {
        request: async (request) => {
          const live = await answerRequest({ principal, manifest }, request, gone.signal, powers.request);
          return { port: openCapability(live, powers.capability()) };
        },
        log: ({ level, text }) => {
          host.log(level, text);
          return {};
        },
        report: (report) => {
          host.report(report);
          return {};
        },
      },
      onViolation: (why) => violated(id, why),
      onClosed: () => detach('stopped'),
      onInternalError: (error) => log('error', `a request of ${id} failed`, error),
    });
    if (host.restart === undefined) restarts.delete(id);
    else restarts.set(id, host.restart);
    show('running');
    running.set(id, {
      extension,
      stop: (why) => {
        detach(why);
        try {
          host.stop(why);
        } catch (error) {
          // Its handles are dead all the same, and the others are still to be stopped.
          log('error', `${id} could not be stopped`, error);
        }
      },
    });
    return Object.freeze<AttachedExtension>({
      detach: (state) => {
        const isNews = state === 'protocol-violation' && !gone.signal.aborted;
        if (isNews) note({ kind: 'protocol.violation', extension: id, detail: 'outside its ports' });
        detach(state);
      },
    });
  };

  return Object.freeze<Extensions>({
    attach,
    list: () => [...views.values()],
    restart: async (id) => {
      const restart = restarts.get(id);
      if (restart === undefined) throw new ValetkeyError({ code: 'not-found' });
      await restart();
    },
    running: (id) => running.get(id)?.extension,
    violated,
    stopAll: () => {
      for (const { stop } of [...running.values()]) stop('stopped');
    },
  });
};
