import {
  type Access,
  type ConnectionId,
  type ExtensionId,
  type Limits,
  type McpCallback,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { askedInLine, nameInLine, originsInLine } from '../audit/authority-in-line.ts';
import { withoutCallbacks } from '../consent/covers.ts';
import type { Choice, CompleteRequest } from '../consent/decide.ts';
import { displayText } from '../consent/display-text.ts';
import type { PromptDraft } from '../consent/prompts.ts';
import { isSameAccount } from '../contracts/account.ts';
import type { ConsentAnswer } from '../contracts/consent.ts';
import type { CountedCosts } from '../contracts/grant.ts';
import { askingByDefault, type McpAsking, type ToolClaim } from '../contracts/mcp-tools.ts';
import { compareTools, isSame } from '../mcp/tool-list.ts';
import type { Resolved } from '../resolve/resolve-connection.ts';
import { fetchReachesMcp } from '../use/barred-endpoints.ts';
import { countedBy } from '../use/daily-budget.ts';
import { type Asker, shownAsker } from './asker.ts';
import { orderChoices } from './order-choices.ts';
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
  { resolver, grants, standingOf }: Pick<RequestPowers, 'resolver' | 'grants' | 'standingOf'>,
): PromptDraft => {
  const { principal, icon } = asker;
  const resolved = choices.map(({ connectionId }) => resolver.resolve(connectionId));
  const provider = resolved.find(({ record }) => record.providerId === request.provider) ?? resolved[0];
  const wayOf = (id: ConnectionId): string | undefined => {
    const other = resolved.find(({ record }) => record.id === id);
    return other === undefined || other.record.providerId === provider?.record.providerId
      ? undefined
      : displayText(other.provider.name, 80);
  };
  return {
    extension: {
      ...shownAsker(asker),
      icon: icon && Buffer.from(icon).toString('base64'),
      known: grants
        .ofExtension(principal.id)
        .some((grant) => grant.principal.contentDigest === principal.contentDigest),
    },
    reason,
    provider: {
      id: provider?.record.providerId ?? request.provider,
      name: displayText(provider?.provider.name ?? request.provider, 80),
      contributedBy: provider?.contributedBy ?? '',
    },
    choices: orderChoices(choices, standingOf).map(
      ({ grantDigest: _, account: __, origins, moreScopes, ...choice }) => ({
        ...choice,
        way: wayOf(choice.connectionId),
        origins: [...origins],
        moreScopes: moreScopes && [...moreScopes],
        costUnit: resolver.resolve(choice.connectionId).inUse.costs?.unit,
        fetchReachesMcp:
          fetchReachesMcp(request.access, () => resolver.resolve(choice.connectionId).inUse) || undefined,
      }),
    ),
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
  /** What the person took from it. */
  readonly limits: Limits | undefined;
  /** What its budget of costs counts, as it was when the prompt was shown. */
  readonly countedCosts: CountedCosts | undefined;
  /** With `always`: before which tools' calls to ask. */
  readonly mcpAsking: McpAsking | undefined;
  /** The MCP tools that were shown. Undefined: nobody had looked yet. */
  readonly tools: readonly ToolClaim[] | undefined;
};

/** What any question about an extension's access needs. */
export type QuestionPowers = Pick<
  RequestPowers,
  'resolver' | 'grants' | 'standingOf' | 'accountOf' | 'prompts' | 'audit' | 'lines' | 'makePromptId'
>;

/** Shows the prompt and writes down what was asked and answered. Throws `denied`, `prompt-limit`, `consent-unavailable`. */
export async function askUser(
  { asker, request, reason, choices, gone }: Question,
  powers: QuestionPowers & Pick<RequestPowers, 'tools' | 'confirmPlaces'>,
): Promise<UsersYes> {
  const { principal } = asker;
  const { resolver, audit, lines } = powers;
  if (!lines.take(principal.id, 'question')) throw new ValetkeyError({ code: 'prompt-limit' });
  // Only for this question: others who wait for the same answer have their own lines.
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
  audit.append({ kind: 'consent.asked', ...about, ...askedInLine(request.access) });
  const costs = new Map(
    choices.map(({ connectionId: id }) => [id, countedBy(resolver.resolve(id).inUse.costs)] as const),
  );
  const answer = await powers.prompts.ask(draft, gone).catch((error: unknown) => {
    const code = error instanceof ValetkeyError ? error.code : 'internal';
    audit.append({
      kind: 'request.refused',
      ...about,
      ...askedInLine(request.access),
      outcome: 'refused',
      code,
    });
    throw error;
  });
  if (answer.decision === 'deny') {
    audit.append({
      kind: 'consent.answered',
      ...about,
      ...askedInLine(request.access),
      outcome: 'deny',
      by: answer.by,
    });
    throw new ValetkeyError({ code: 'denied' });
  }
  lines.giveBack(principal.id, 'question');
  const { connectionId, decision: mode, withheldCallbacks = [], limits } = answer;
  audit.append({
    kind: 'consent.answered',
    ...about,
    connectionId,
    ...namedAsShown(choices, connectionId),
    asked: request.access,
    given: withoutCallbacks(request.access, withheldCallbacks),
    limits,
    outcome: mode,
    by: answer.by,
    detail: withheldCallbacks.length === 0 ? undefined : `without ${withheldCallbacks.join(', ')}`,
  });
  const shown = choices.find((choice) => choice.connectionId === connectionId);
  if (shown !== undefined) powers.confirmPlaces(shown.authority);
  const tools = draft.choices.find((choice) => choice.connectionId === connectionId)?.tools;
  const mcpAsking = wantedAsking(answer, request.access);
  const now = resolver.ofProvider(request.provider).find(({ record }) => record.id === connectionId);
  const countedCosts = limits?.costPerDay === undefined ? undefined : costs.get(connectionId);
  const unchanged =
    now !== undefined &&
    shown?.grantDigest === now.grantDigestFor(principal) &&
    isSameAccount(shown.account, powers.accountOf(now));
  const current = unchanged ? now : undefined;
  return { mode, resolved: current, prompt, withheldCallbacks, limits, countedCosts, mcpAsking, tools };
}

/** Of the connection that was chosen: its name and its hosts as the person saw them. */
const namedAsShown = (choices: readonly Choice[], connectionId: ConnectionId) => {
  const shown = choices.find((choice) => choice.connectionId === connectionId);
  return shown === undefined
    ? {}
    : { connectionName: nameInLine(shown.displayName), origins: originsInLine(shown.authority) };
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
    .inForceOf(extension)
    .find((grant) => grant.connectionId === connectionId && grant.state === 'suspended');
  const agreed = before === undefined ? undefined : tools.ofGrant(before).agreed;
  const changes = agreed === undefined ? undefined : compareTools(agreed, listed);
  return {
    tools: listed,
    toolChanges: changes === undefined || isSame(changes) ? undefined : changes,
  };
};

const wantedAsking = (answer: ConsentAnswer, { mcpTools }: Access): McpAsking | undefined =>
  answer.decision !== 'always' || mcpTools.length === 0 ? undefined : (answer.mcpAsking ?? askingByDefault);
