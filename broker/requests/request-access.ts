import { type Access, type ConnectionId, type ProviderId, ValetkeyError } from '@valetkey/api-contracts';
import { withinMethods, withoutCallbacks } from '../consent/covers.ts';
import { askedAs } from '../contracts/alternatives.ts';
import type { Decision } from '../contracts/consent.ts';
import { type Resolved, requireHere } from '../resolve/resolve-connection.ts';
import { askUser } from './ask-user.ts';
import type { Asker } from './asker.ts';
import { candidateOf, type RequestPowers } from './request-powers.ts';
import { storeGrant } from './store-grant.ts';

const fromSettings = 'You opened this from Settings. The extension did not ask.';

/**
 * The user gives an extension access from their side. The same prompt decides: a settings page that was taken over
 * can open it, and cannot answer it. "Once" has nobody to hand the handle to: it waits for the extension's next
 * request. `reason` is the extension's own where it has asked before, and found no connection.
 */
export async function requestAccess(
  asker: Asker,
  connectionId: ConnectionId,
  {
    access: wanted,
    reason = fromSettings,
    provider,
  }: { readonly access: Access; readonly reason?: string; readonly provider?: ProviderId },
  powers: RequestPowers,
): Promise<Decision> {
  if (powers.halt.stopped()) throw new ValetkeyError({ code: 'stopped' });
  const resolved = powers.resolver.resolve(connectionId);
  requireHere(resolved);
  const access = withinMethods(wanted, resolved.provider.methods);
  const request = { provider: provider ?? declaredAs(resolved, asker), reason, access };
  const choices = [candidateOf(resolved, asker.principal, powers.accountOf)];
  const gone = powers.halt.signal();
  try {
    const answer = await askUser({ asker, request, reason, choices, gone }, powers);
    const {
      mode,
      resolved: agreed,
      prompt,
      withheldCallbacks,
      limits,
      countedCosts,
      mcpAsking,
      tools,
    } = answer;
    if (agreed === undefined) throw new ValetkeyError({ code: 'connection-suspended' });
    const { principal } = asker;
    const providerId = request.provider;
    if (mode === 'once') {
      const grantDigest = agreed.grantDigestFor(principal);
      const account = powers.accountOf(agreed);
      const given = {
        connectionId,
        grantDigest,
        account,
        prompt,
        withheldCallbacks,
        limits,
        countedCosts,
        tools,
      };
      powers.unmet.allowOnce(asker, { providerId, reason, access }, given);
      return 'once';
    }
    powers.unmet.forget(principal.id, providerId);
    const given = withoutCallbacks(access, withheldCallbacks);
    const asked = { principal, resolved: agreed, access: given, reason, prompt };
    storeGrant({ ...asked, withheldCallbacks, limits, countedCosts, mcpAsking, tools }, powers);
    return 'always';
  } catch (error) {
    if (error instanceof ValetkeyError && error.code === 'denied') return 'deny';
    throw error;
  }
}

/** The id by which the extension will ask: its manifest may know only the provider that this is an alternative to. */
const declaredAs = ({ record: { providerId }, provider }: Resolved, { manifest }: Asker): ProviderId => {
  const declared = manifest.contributes.connectionRequests.some((one) => one.provider === providerId);
  return declared ? providerId : askedAs({ providerId, provider });
};
