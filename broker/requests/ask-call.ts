import { type ProviderId, ValetkeyError } from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';
import type { AskedRequest } from '../contracts/asked-request.ts';
import type { AuditEvent } from '../contracts/audit.ts';
import type { McpCall } from '../contracts/mcp-tools.ts';
import type { Live } from '../grants/ledger.ts';
import type { LoadedExtension } from '../providers/load-extension.ts';
import { promptDraft, type QuestionPowers } from './ask-user.ts';
import { askerOf } from './asker.ts';
import { candidateOf, type RequestPowers } from './request-powers.ts';

/**
 * Asks about one call of a tool, or one request, by the same queue, limits and windows as for access, and writes down
 * question and answer. Throws `denied`, `prompt-limit`, `consent-unavailable`, `stopped`.
 */
export const askAboutCall = async (
  live: Live,
  call: McpCall | AskedRequest,
  calledOff: AbortSignal,
  powers: QuestionPowers &
    Pick<RequestPowers, 'halt'> & {
      readonly extensionOf: (id: Live['principal']['id']) => LoadedExtension | undefined;
    },
): Promise<void> => {
  const asker = askerOf(powers.extensionOf(live.principal.id));
  if (asker === undefined) throw new ValetkeyError({ code: 'capability-closed' });
  if (powers.halt.stopped()) throw new ValetkeyError({ code: 'stopped' });
  const { id } = live.principal;
  const resolved = powers.resolver.resolve(live.connectionId);
  const [given] = live.levels;
  if (given === undefined) throw new ValetkeyError({ code: 'capability-closed' });
  const { expiresAt: _, maxUses: __, ...access } = given;
  const request = { provider: resolved.record.providerId as ProviderId, reason: live.reason, access };
  const choices = [candidateOf(resolved, asker.principal, powers.accountOf)];
  const draft = promptDraft({ asker, request, reason: live.reason, choices }, powers);

  const about = {
    extension: id,
    connectionId: live.connectionId,
    capabilityId: live.id,
    grantId: live.grantId,
    prompt: powers.makePromptId(),
    ...subjectOf(call),
  };
  const over = AbortSignal.any([calledOff, live.signal, powers.halt.signal()]);
  if (!powers.lines.take(id, 'question')) throw new ValetkeyError({ code: 'prompt-limit' });
  powers.audit.append({ kind: 'consent.asked', ...about, reason: live.reason });
  const answer = await powers.prompts.ask({ ...draft, call }, over).catch((error: unknown) => {
    const code = error instanceof ValetkeyError ? error.code : 'internal';
    powers.audit.append({ kind: 'request.refused', ...about, outcome: 'refused', code });
    throw error;
  });
  const denied = answer.decision === 'deny' || over.aborted;
  powers.audit.append({
    kind: 'consent.answered',
    ...about,
    outcome: denied ? 'deny' : 'once',
    by: answer.by,
  });
  if (denied) throw new ValetkeyError({ code: 'denied' });
  powers.lines.giveBack(id, 'question');
};

/** As the lines of its use have it. */
const subjectOf = (call: McpCall | AskedRequest): Pick<AuditEvent, 'method' | 'origin' | 'path'> =>
  'tool' in call
    ? { method: 'MCP', path: `tools/call ${displayText(call.tool.name, 256)}` }
    : { method: call.method, origin: call.origin, path: call.target.split('?', 1)[0]?.slice(0, 2048) };
