import {
  type Access,
  askingByDefault,
  type ConnectionId,
  type ConsentAnswer,
  type ExtensionId,
  type McpAsking,
  type McpCallback,
  type ToolClaim,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { Choice, CompleteRequest } from '../consent/decide.ts';
import { displayText } from '../consent/display-text.ts';
import type { PromptDraft } from '../consent/prompts.ts';
import { compareTools, isSame } from '../mcp/tool-list.ts';
import type { Resolved } from '../resolve/resolve-connection.ts';
import { fetchReachesMcp } from '../use/barred-endpoints.ts';
import type { Asker } from './asker.ts';
import type { RequestPowers } from './request-powers.ts';

export type Question = {
  readonly asker: Asker;
  readonly request: CompleteRequest;
  /** As shown: escaped and bounded. */
  readonly reason: string;
  readonly choices: readonly Choice[];
  readonly gone: AbortSignal;
};

/** The question as it is shown: names and reasons are their owners' words. */
export const promptDraft = (
  { asker, request, reason, choices }: Omit<Question, 'gone'>,
  { resolver, grants }: Pick<RequestPowers, 'resolver' | 'grants'>,
): PromptDraft => {
  const { principal, manifest } = asker;
  const [first] = choices;
  const provider = first === undefined ? undefined : resolver.resolve(first.connectionId);
  return {
    extension: {
      id: principal.id,
      displayName: displayText(manifest.displayName ?? manifest.name, 80),
      publisher: manifest.publisher,
      version: principal.version,
      known: grants
        .ofExtension(principal.id)
        .some((grant) => grant.principal.contentDigest === principal.contentDigest),
    },
    reason,
    provider: {
      id: request.provider,
      name: displayText(provider?.provider.name ?? request.provider, 80),
      contributedBy: provider?.contributedBy ?? '',
    },
    choices: choices.map(({ grantDigest: _, origins, moreScopes, ...choice }) => ({
      ...choice,
      origins: [...origins],
      ...(moreScopes === undefined ? {} : { moreScopes: [...moreScopes] }),
      ...(fetchReachesMcp(request.access, () => resolver.resolve(choice.connectionId).inUse)
        ? { fetchReachesMcp: true }
        : {}),
    })),
    access: request.access,
  };
};

/** `resolved` is undefined when the connection is not any more what the prompt showed. */
export type UsersYes = {
  readonly mode: 'once' | 'always';
  readonly resolved: Resolved | undefined;
  /** Names the question in the log. */
  readonly prompt: string;
  readonly withheldCallbacks: readonly McpCallback[];
  /** With `always`: before which tools' calls to ask. */
  readonly mcpAsking: McpAsking | undefined;
  /** The MCP tools that were shown. Undefined: nobody had looked yet. */
  readonly tools: readonly ToolClaim[] | undefined;
};

/** Shows the prompt and writes down what was asked and answered. Throws `denied`, `prompt-limit`, `consent-unavailable`. */
export const askUser = async (
  { asker, request, reason, choices, gone }: Question,
  powers: Pick<
    RequestPowers,
    'resolver' | 'grants' | 'prompts' | 'audit' | 'tools' | 'makePromptId' | 'confirmPlaces'
  >,
): Promise<UsersYes> => {
  const { principal } = asker;
  const { resolver, audit } = powers;
  // Of this question: whoever waits for the same answer has lines of their own.
  const prompt = powers.makePromptId();
  const about = { extension: principal.id, providerId: request.provider, reason, prompt };
  const asked = promptDraft({ asker, request, reason, choices }, powers);
  const draft: PromptDraft = {
    ...asked,
    choices: asked.choices.map((choice) => ({
      ...choice,
      ...toolsToShow(principal.id, choice.connectionId, request.access, powers),
    })),
  };
  audit.append({ kind: 'consent.asked', ...about });
  const answer = await powers.prompts.ask(draft, gone).catch((error: unknown) => {
    const code = error instanceof ValetkeyError ? error.code : 'internal';
    audit.append({ kind: 'request.refused', ...about, outcome: 'refused', code });
    throw error;
  });
  if (answer.decision === 'deny') {
    audit.append({ kind: 'consent.answered', ...about, outcome: 'deny', by: answer.by });
    throw new ValetkeyError({ code: 'denied' });
  }
  const { connectionId, decision: mode, withheldCallbacks = [] } = answer;
  audit.append({
    kind: 'consent.answered',
    ...about,
    connectionId,
    outcome: mode,
    by: answer.by,
    ...(withheldCallbacks.length === 0 ? {} : { detail: `without ${withheldCallbacks.join(', ')}` }),
  });
  const shown = choices.find((choice) => choice.connectionId === connectionId);
  if (shown !== undefined) powers.confirmPlaces(shown.authority);
  const tools = draft.choices.find((choice) => choice.connectionId === connectionId)?.tools;
  const mcpAsking = wantedAsking(answer, request.access);
  const now = resolver.ofProvider(request.provider).find(({ record }) => record.id === connectionId);
  const unchanged = now !== undefined && shown?.grantDigest === now.grantDigestFor(principal);
  return { mode, resolved: unchanged ? now : undefined, prompt, withheldCallbacks, mcpAsking, tools };
};

/** What the connection's server listed last, and what of it is another thing than was agreed to before. */
const toolsToShow = (
  extension: ExtensionId,
  connectionId: ConnectionId,
  access: Access,
  { resolver, grants, tools }: Pick<RequestPowers, 'resolver' | 'grants' | 'tools'>,
): Pick<PromptDraft['choices'][number], 'tools' | 'toolChanges'> => {
  if (access.mcpTools.length === 0) return {};
  const listed = tools.listed(resolver.resolve(connectionId).inUse, access);
  if (listed === undefined) return {};
  const before = grants
    .ofExtension(extension)
    .find((grant) => grant.connectionId === connectionId && grant.state === 'suspended');
  const agreed = before === undefined ? undefined : tools.ofGrant(before).agreed;
  const changes = agreed === undefined ? undefined : compareTools(agreed, listed);
  return {
    tools: listed,
    ...(changes === undefined || isSame(changes) ? {} : { toolChanges: changes }),
  };
};

const wantedAsking = (answer: ConsentAnswer, { mcpTools }: Access): McpAsking | undefined =>
  answer.decision !== 'always' || mcpTools.length === 0 ? undefined : (answer.mcpAsking ?? askingByDefault);
