import {
  type Access,
  type CapabilityRequest,
  type Caveats,
  defined,
  type ErrorAnswer,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { askedInLine, givenInLine, nameInLine, originsInLine } from '../audit/authority-in-line.ts';
import { withinMethods, withoutCallbacks } from '../consent/covers.ts';
import { completeRequest, decide, type RequestDecision } from '../consent/decide.ts';
import { displayText } from '../consent/display-text.ts';
import { isSameAccount } from '../contracts/account.ts';
import type { GrantRecord } from '../contracts/grant.ts';
import { canBeUsed } from '../contracts/state-labels.ts';
import type { Live } from '../grants/ledger.ts';
import { outsideOf } from '../grants/outside-of.ts';
import type { Resolved } from '../resolve/resolve-connection.ts';
import { askUser, type UsersYes } from './ask-user.ts';
import type { Asker } from './asker.ts';
import { declaredInstead } from './declared-instead.ts';
import { recorded } from './record-authority.ts';
import { candidateOf, type RequestPowers } from './request-powers.ts';
import { storeGrant } from './store-grant.ts';

/** Nothing serves the request as it is: there is no connection, or none that can be used before a person has done more. */
const lacksConnection = (
  decision: RequestDecision,
  { standingOf }: Pick<RequestPowers, 'standingOf'>,
): boolean =>
  decision.kind === 'ask'
    ? !decision.choices.some(({ connectionId }) => canBeUsed(standingOf(connectionId).state))
    : decision.kind === 'refuse' && decision.error.code === 'no-connection';

const isEmpty = ({ methods, mcpTools }: Access): boolean => methods.length === 0 && mcpTools.length === 0;

/** From "may I" to a live capability, or to a refusal with its code. Each end is a line in the audit log, or counted. */
export async function answerRequest(
  asker: Asker,
  asked: CapabilityRequest,
  /** The extension stops, or has gone. */
  gone: AbortSignal,
  powers: RequestPowers,
): Promise<Live> {
  const { principal, manifest } = asker;
  const { resolver, grants, audit, lines, now } = powers;
  const declared = manifest.contributes.connectionRequests;
  const complete = completeRequest(asked, declared);
  const provider = powers.provider(complete.provider);
  const request = { ...complete, access: withinMethods(complete.access, provider?.methods) };
  const reason = displayText(request.reason, 1600);
  const about = { extension: principal.id, providerId: request.provider, reason };
  const refuse = (error: ErrorAnswer): never => {
    const detail = error.caveat === undefined ? {} : { detail: error.caveat };
    if (lines.take(principal.id, 'refusedRequest'))
      audit.append({
        kind: 'request.refused',
        ...about,
        ...askedInLine(request.access),
        outcome: 'refused',
        code: error.code,
        ...detail,
      });
    throw new ValetkeyError(error);
  };

  const over = (): AbortSignal => AbortSignal.any([gone, powers.halt.signal()]);
  const moreOf = (resolved: Resolved): readonly string[] =>
    powers.stepUp.missing(resolved, request.scopes ?? []);
  /**
   * As it is now: where a person was asked, or another process wrote, it may have become another connection. From this
   * look to the handle there is no other one, so that what another process changes from here on ends the handle at the
   * next look. A sign-in that the person's yes led to is part of that yes.
   */
  const stillSo = (before: Resolved): Resolved => {
    const after = resolver.resolve(before.record.id);
    const same =
      after.here &&
      after.grantDigestFor(principal) === before.grantDigestFor(principal) &&
      isSameAccount(powers.accountOf(before), powers.accountOf(after));
    return same ? after : refuse({ code: 'connection-suspended' });
  };
  /** After the user's yes, and before anything is granted. */
  const stepUp = async (resolved: Resolved): Promise<Resolved> => {
    const more = moreOf(resolved);
    const { id } = resolved.record;
    if (more.length === 0) return resolved;
    await powers.stepUp.signInFor(id, more, over()).catch((error: unknown) => {
      if (error instanceof ValetkeyError) refuse(error.answer);
      throw error;
    });
    if (gone.aborted || powers.halt.stopped()) return refuse({ code: 'connection-suspended' });
    return resolved;
  };

  if (gone.aborted) return refuse({ code: 'extension-stopping' });
  if (powers.halt.stopped()) return refuse({ code: 'stopped' });
  if (powers.ledger.full(principal.id)) return refuse({ code: 'too-many-requests' });
  const look = (): RequestDecision =>
    decide({
      request,
      declared,
      providerKnown: powers.provider(request.provider) !== undefined,
      candidates: resolver
        .ofProvider(request.provider)
        .map((resolved) => candidateOf(resolved, principal, powers.accountOf, moreOf(resolved))),
      grants: grants.inForceOf(principal.id),
      now: now(),
    });
  const { provider: providerId, access: wanted } = request;
  // Nothing is left that its provider admits: a handle would be good for nothing.
  if (provider?.methods !== undefined && isEmpty(wanted) && !isEmpty(complete.access))
    return refuse({
      code: 'caveat-refused',
      caveat: 'methods',
      expected: outsideOf(complete.access.methods.join(', '), [provider.methods]),
    });
  const unmet = { providerId, reason, access: wanted };
  let decision = look();
  while (powers.keepsOpen && request.wait === true && lacksConnection(decision, powers)) {
    if (!(await powers.unmet.wait(asker, unmet, over()))) return refuse({ code: 'no-connection' });
    if (powers.halt.stopped()) return refuse({ code: 'stopped' });
    decision = look();
  }
  if (decision.kind === 'refuse') {
    if (decision.error.code === 'no-connection') powers.unmet.add(asker, unmet, 'no-connection');
    return refuse(declaredInstead(decision.error, request, declared));
  }
  if (decision.kind === 'grant') {
    if (!lines.take(principal.id, 'handle')) throw new ValetkeyError({ code: 'too-many-requests' });
    const resolved = resolver.resolve(decision.grant.connectionId);
    // Read again as it is noted, since another process may have limited it a moment ago.
    const grant = grants.noteHandle(decision.grant.id, now());
    if (grant?.authorityDigest !== resolved.grantDigestFor(principal))
      return refuse({ code: 'connection-suspended' });
    const access = withoutCallbacks(request.access, grant.withheldCallbacks);
    return issue(resolved, grant, access);
  }
  // Scopes were not shown with what waits, so it is no leave to send the user to the service for more.
  const asShown = decision.choices.filter(({ moreScopes }) => moreScopes === undefined);
  const allowed = powers.unmet.take(principal, request, asShown);
  if (allowed !== undefined) {
    const given = withoutCallbacks(request.access, allowed.withheldCallbacks);
    const resolved = resolver.resolve(allowed.connectionId);
    // Read again: another process may have moved it a moment ago.
    if (resolved.grantDigestFor(principal) !== allowed.grantDigest)
      return refuse({ code: 'connection-suspended' });
    return issue(resolved, undefined, given, allowed);
  }

  const question = { asker, request, reason, choices: decision.choices, gone: over() };
  const answer = await askUser(question, powers).catch((error: unknown) => {
    if (powers.halt.stopped()) return refuse({ code: 'stopped' });
    // Listed, so that the user can have another mind without the extension asking again. A prompt that went with its
    // extension was denied by nobody.
    const denied = error instanceof ValetkeyError && error.code === 'denied' && !gone.aborted;
    if (denied) powers.unmet.add(asker, unmet, 'denied');
    throw error;
  });
  const { resolved, prompt } = answer;
  if (powers.halt.stopped()) return refuse({ code: 'stopped' });
  // What was shown is what is granted: a connection that changed while the prompt was open is asked for again.
  if (resolved === undefined || gone.aborted) return refuse({ code: 'connection-suspended' });
  const signedIn = stillSo(await stepUp(resolved));
  const { withheldCallbacks, limits, countedCosts, mcpAsking, tools } = answer;
  const access = withoutCallbacks(request.access, withheldCallbacks);
  if (answer.mode === 'once')
    return issue(signedIn, undefined, access, { prompt, tools, limits, countedCosts });
  const taken = { withheldCallbacks, limits, countedCosts, mcpAsking, tools };
  const yes = { principal, resolved: signedIn, access, ...taken, reason, prompt };
  return issue(signedIn, storeGrant(yes, powers), access, { prompt });

  function issue(
    on: Resolved,
    grant: GrantRecord | undefined,
    access: Access,
    {
      prompt,
      tools,
      limits = grant?.limits,
      countedCosts = grant?.countedCosts,
    }: Partial<Pick<UsersYes, 'prompt' | 'tools' | 'limits' | 'countedCosts'>> = {},
  ): Live {
    powers.unmet.forget(principal.id, request.provider);
    const mode = grant === undefined ? 'once' : 'always';
    const { expiresAt, maxUses } = grant?.caveats ?? {};
    const { id: connectionId, displayName } = on.record;
    const given: Caveats = {
      ...access,
      ...defined({ expiresAt, maxUses }),
    };
    const live = powers.ledger.issue({
      principal,
      connectionId,
      mode,
      reason,
      grantId: grant?.id,
      grantDigest: on.grantDigestFor(principal),
      caveats: given,
      limits,
      countedCosts,
    });
    if (grant === undefined) powers.tools.agreeOnce(live, tools);
    const by = {
      grantId: grant?.id,
      prompt,
    };
    return recorded(live, powers, {
      kind: 'capability.issued',
      ...about,
      connectionId,
      connectionName: nameInLine(displayName),
      capabilityId: live.id,
      ...givenInLine(given),
      limits,
      origins: originsInLine(on.authority),
      ...by,
      outcome: mode,
    });
  }
}
