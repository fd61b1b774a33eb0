import { type Access, type ConnectionId, type Decision, ValetkeyError } from '@valetkey/api-contracts';
import { askUser } from './ask-user.ts';
import { type Asker, candidateOf, type RequestPowers } from './request-powers.ts';
import { storeGrant } from './store-grant.ts';

const reason = 'You opened this from Settings; the extension has not asked.';

/**
 * The user gives an extension access from their side. The same prompt decides: a settings page that was taken over
 * can open it, and cannot answer it. "Once" has nobody to hand the handle to, so nothing comes of it.
 */
export const requestAccess = async (
  asker: Asker,
  connectionId: ConnectionId,
  access: Access,
  powers: RequestPowers,
): Promise<Decision> => {
  const resolved = powers.resolver.resolve(connectionId);
  const request = { provider: resolved.record.providerId, reason, access };
  const choices = [candidateOf(resolved, asker.principal)];
  const gone = new AbortController().signal;
  try {
    const answer = await askUser({ asker, request, reason, choices, gone }, powers);
    if (answer.resolved === undefined) throw new ValetkeyError({ code: 'connection-suspended' });
    if (answer.mode === 'once') return 'once';
    storeGrant({ principal: asker.principal, resolved: answer.resolved, access, reason }, powers);
    return 'always';
  } catch (error) {
    if (error instanceof ValetkeyError && error.code === 'denied') return 'deny';
    throw error;
  }
};
