import type { ExtensionId } from '@valetkey/api-contracts';
import { makeEras } from '../mcp/eras.ts';
import type { KeptTasks } from '../mcp/kept-tasks.ts';
import type { Share } from '../port/share.ts';
import type { BrokerPowers } from '../powers.ts';
import type { LoadedExtension } from '../providers/load-extension.ts';
import { askAboutCall } from '../requests/ask-call.ts';
import { askElicitation } from '../requests/ask-elicitation.ts';
import type { Requests } from '../requests/make-requests.ts';
import { checkConnection } from '../resolve/check-connection.ts';
import { markNeedsReconnect } from '../resolve/mark-needs-reconnect.ts';
import { noteExpiry } from '../resolve/note-expiry.ts';
import type { Services } from '../services/open-services.ts';
import type { Kept } from '../stores/open-kept.ts';
import { noteSent } from './note-sent.ts';
import type { CapabilityPowers } from './open-capability.ts';

/** What a handle is used with: the services' credentials and sockets, and the log that every use is written to. */
export function capabilityPowers({
  powers,
  kept,
  services,
  requests,
  tasks: keptTasks,
  extensions,
  shareOf,
  onEnding,
}: {
  readonly powers: Pick<BrokerPowers, 'makeChannel' | 'makeId' | 'notice' | 'now' | 'log' | 'askElicitation'>;
  readonly kept: Pick<
    Kept,
    'connections' | 'grants' | 'mcpServers' | 'resolver' | 'audit' | 'lines' | 'note' | 'missed' | 'changes'
  >;
  readonly services: Pick<Services, 'oauth' | 'rates' | 'sessions' | 'openInSystemBrowser' | 'expired'>;
  readonly requests: Requests;
  readonly tasks: KeptTasks;
  readonly extensions: {
    running(id: ExtensionId): LoadedExtension | undefined;
    violated(id: ExtensionId, why: string): void;
  };
  readonly shareOf: (extension: string) => Share;
  readonly onEnding: (over: Promise<void>) => void;
}): CapabilityPowers {
  const { now, log } = powers;
  const { connections, resolver, audit, note } = kept;
  const { ledger, tools } = requests;
  const asking = { ...requests, extensionOf: extensions.running };
  const eliciting = { ...asking, openInSystemBrowser: services.openInSystemBrowser };
  return Object.freeze<CapabilityPowers>({
    audit,
    lines: kept.lines,
    ledger,
    tools,
    keptTasks,
    rates: services.rates,
    sessions: services.sessions,
    whenReplaced: services.expired.park,
    signInEndpoints: services.oauth.endpoints,
    signedInAt: services.oauth.signedInAt,
    makeChannel: powers.makeChannel,
    eras: makeEras(now, kept.mcpServers),
    makeUseId: powers.makeId,
    now,
    log,
    shareOf,
    onEnding,
    askCall: (live, call, calledOff) => askAboutCall(live, call, calledOff, asking),
    elicit:
      powers.askElicitation &&
      ((live, question, withdrawn) =>
        askElicitation(live, question, withdrawn, eliciting).catch((error: unknown) => {
          log('error', 'a question of an MCP server could not be shown', error);
          return { action: 'cancel' as const };
        })),
    connectionOf: checkConnection({ resolver, connections, now }),
    providerOf: (live) => resolver.resolve(live.connectionId).record.providerId,
    onNeedsReconnect: markNeedsReconnect({ connections, note, log, now }),
    onExpiry: noteExpiry({ connections, log, now }),
    onUnrecorded: kept.missed,
    onSent: noteSent({
      grants: kept.grants,
      connections,
      changes: kept.changes,
      now,
      log,
      notice: powers.notice,
    }),
    onWorked: (id) => {
      try {
        // Uses are no news to a list of connections; that one works is.
        if (connections.worked(id, now())) kept.changes.tell(['connections'], id);
      } catch (error) {
        // The use has succeeded, and its line is still to be written.
        log('error', 'that a connection works could not be written down', error);
      }
    },
    onViolation: (live, why) => extensions.violated(live.principal.id, why),
    onInternalError: (error) => log('error', 'a capability failed', error),
  });
}
