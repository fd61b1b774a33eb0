import {
  type Access,
  type CapabilityRequest,
  type ErrorAnswer,
  type GrantRecord,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { withoutCallbacks } from '../consent/covers.ts';
import { completeRequest, decide } from '../consent/decide.ts';
import { displayText } from '../consent/display-text.ts';
import type { Live } from '../grants/ledger.ts';
import type { Resolved } from '../resolve/resolve-connection.ts';
import { askUser, type UsersYes } from './ask-user.ts';
import type { Asker } from './asker.ts';
import { recorded } from './record-authority.ts';
import { candidateOf, type RequestPowers } from './request-powers.ts';
import { storeGrant } from './store-grant.ts';

/** From "may I" to a live capability, or to a refusal with its code; every end is a line in the audit log. */
export const answerRequest = async (
  asker: Asker,
  asked: CapabilityRequest,
  gone: AbortSignal,
  powers: RequestPowers,
): Promise<Live> => {
  const { principal, manifest } = asker;
  const { resolver, grants, audit, now } = powers;
  const declared = manifest.contributes.connectionRequests;
  const request = completeRequest(asked, declared);
  const reason = displayText(request.reason, 1600);
  const about = { extension: principal.id, providerId: request.provider, reason };
  const refuse = (error: ErrorAnswer): never => {
    const detail = error.caveat === undefined ? {} : { detail: error.caveat };
    audit.append({ kind: 'request.refused', ...about, outcome: 'refused', code: error.code, ...detail });
    throw new ValetkeyError(error);
  };

  const over = (): AbortSignal => AbortSignal.any([gone, powers.halt.signal()]);
  const moreOf = (resolved: Resolved): readonly string[] =>
    powers.stepUp.missing(resolved, request.scopes ?? []);
  /** After the user's yes, and before anything is granted. */
  const stepUp = async (resolved: Resolved): Promise<Resolved> => {
    const more = moreOf(resolved);
    const { id } = resolved.record;
    if (more.length === 0) return resolved;
    await powers.stepUp.signInFor(id, more, over()).catch((error: unknown) => {
      if (error instanceof ValetkeyError) refuse(error.answer);
      throw error;
    });
    const after = resolver.resolve(id);
    // Signing in takes minutes, in which it may have become another connection.
    if (
      after.grantDigestFor(principal) !== resolved.grantDigestFor(principal) ||
      gone.aborted ||
      powers.halt.stopped()
    )
      return refuse({ code: 'connection-suspended' });
    return after;
  };

  if (powers.halt.stopped()) return refuse({ code: 'stopped' });
  if (powers.ledger.full(principal.id)) return refuse({ code: 'too-many-requests' });
  const candidates = resolver.ofProvider(request.provider);
  const decision = decide({
    request,
    declared,
    providerKnown: powers.providerKnown(request.provider),
    candidates: candidates.map((resolved) => candidateOf(resolved, principal, moreOf(resolved))),
    grants: grants.ofExtension(principal.id),
    now: now(),
  });
  if (decision.kind === 'refuse') {
    const { provider: providerId, access } = request;
    if (decision.error.code === 'no-connection') powers.unmet.add(asker, { providerId, reason, access });
    return refuse(decision.error);
  }
  if (decision.kind === 'grant') {
    const { grant } = decision;
    grants.put({ ...grant, lastUsedAt: now(), uses: grant.uses + 1 });
    const access = withoutCallbacks(request.access, grant.withheldCallbacks);
    return issue(resolver.resolve(grant.connectionId), grant, access);
  }
  // Scopes were not shown with what waits, so it is no leave to send the user to the service for more.
  const asShown = decision.choices.filter(({ moreScopes }) => moreScopes === undefined);
  const allowed = powers.unmet.take(principal, request, asShown);
  if (allowed !== undefined) {
    const given = withoutCallbacks(request.access, allowed.withheldCallbacks);
    return issue(resolver.resolve(allowed.connectionId), undefined, given, allowed);
  }

  const question = { asker, request, reason, choices: decision.choices, gone: over() };
  const answer = await askUser(question, powers);
  const { resolved, prompt } = answer;
  if (powers.halt.stopped()) return refuse({ code: 'stopped' });
  // What was shown is what is granted: a connection that changed while the prompt was open is asked for again.
  if (resolved === undefined || gone.aborted) return refuse({ code: 'connection-suspended' });
  const signedIn = await stepUp(resolved);
  const { withheldCallbacks, mcpAsking, tools } = answer;
  const access = withoutCallbacks(request.access, withheldCallbacks);
  if (answer.mode === 'once') return issue(signedIn, undefined, access, { prompt, tools });
  const yes = { principal, resolved: signedIn, access, withheldCallbacks, mcpAsking, reason, prompt };
  return issue(signedIn, storeGrant(yes, powers), access, { prompt, tools });

  function issue(
    on: Resolved,
    grant: GrantRecord | undefined,
    access: Access,
    { prompt, tools }: Partial<Pick<UsersYes, 'prompt' | 'tools'>> = {},
  ): Live {
    powers.unmet.forget(principal.id, request.provider);
    const mode = grant === undefined ? 'once' : 'always';
    const { expiresAt, maxUses } = grant?.caveats ?? {};
    const connectionId = on.record.id;
    const live = powers.ledger.issue({
      principal,
      connectionId,
      mode,
      reason,
      grantId: grant?.id,
      grantDigest: on.grantDigestFor(principal),
      caveats: {
        ...access,
        ...(expiresAt === undefined ? {} : { expiresAt }),
        ...(maxUses === undefined ? {} : { maxUses }),
      },
    });
    if (grant === undefined) powers.tools.agreeOnce(live, tools);
    else powers.tools.agree(grant.id, tools);
    const by = {
      ...(grant === undefined ? {} : { grantId: grant.id }),
      ...(prompt === undefined ? {} : { prompt }),
    };
    const line = { ...about, connectionId, capabilityId: live.id, ...by, outcome: mode } as const;
    return recorded(live, powers, { kind: 'capability.issued', ...line });
  }
};
