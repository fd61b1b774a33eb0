import {
  type Access,
  type BudgetKind,
  type Caveats,
  callbackSentences,
  type HttpMethod,
} from '@valetkey/api-contracts';
import { aDayText, eachSet } from './budget-words.ts';
import { type Asking, reads } from './limit-choices.ts';
import type { Say } from './texts/say.ts';

/** What the access is to: a provider, or the authority of a connection. Undefined: nobody knows what it has. */
export type AccessTo = { readonly mcp?: unknown } | undefined;

/**
 * What may be done, in words, for the page, the terminal and main's own prompts alike. Paths and names of tools are ASCII
 * by their grammar (contracts/access.ts) and need no escape. No full stop follows a path, because it could be part of one.
 */
export function accessSentences(say: Say, access: Access, to: AccessTo): readonly string[] {
  const hasTools = to === undefined || to.mcp !== undefined;
  return [
    ...admittedSentences(say, access),
    // Absence denies, and is said where it could be there at all.
    ...(hasRequests(access) ? [] : [say('Send no other requests.')]),
    ...(access.mcpTools.length === 0 && hasTools ? [say('Use no MCP tools.')] : []),
  ];
}

/** Without what is absent. */
export const admittedSentences = (say: Say, access: Access): readonly string[] => [
  ...(hasRequests(access) ? [requests(say, access)] : []),
  ...(access.mcpTools.length > 0 ? [tools(say, access.mcpTools)] : []),
  ...(access.mcpCallbacks ?? []).map((one) => say(callbackSentences[one])),
];

/** How long and how often, each as a sentence. */
export const boundSentences = (
  say: Say,
  { expiresAt, maxUses, ...budgets }: Pick<Caveats, 'expiresAt' | 'maxUses' | BudgetKind>,
  dateText: (at: number) => string,
  costUnit?: string,
): readonly string[] => [
  ...(expiresAt === undefined ? [] : [say('Until {date}.', { date: dateText(expiresAt) })]),
  ...(maxUses === undefined ? [] : [say.count('At most {count} times.', maxUses)]),
  ...eachSet(budgets, (kind, atMost) => aDayText(say, kind, atMost, costUnit)),
];

/** Which methods run and which ask: nothing where none asks. */
export const asksSentences = (
  say: Say,
  methods: readonly HttpMethod[],
  { asks, runs = [] }: Asking,
): string[] => {
  const asking = methods.filter((method) => asks?.includes(method));
  const running = methods.filter((method) => !asking.includes(method));
  if (asking.length === 0) return [];
  return [
    say('Valetkey asks you before each {methods}.', { methods: asking.join(', ') }),
    ...(runs.length === 0
      ? []
      : [say('Of these, sent without asking: {requests}', { requests: runs.join(', ') })]),
    ...(running.length === 0
      ? []
      : [say.count('{methods} are sent without asking.', running.length, { methods: running.join(', ') })]),
  ];
};

const hasRequests = ({ methods, paths }: Access): boolean => methods.length > 0 && paths.length > 0;

const requests = (say: Say, access: Access): string => {
  const [methods, paths] = [access.methods.join(', '), access.paths.join('  ')];
  const onlyReads = access.methods.every(reads);
  if (access.paths.includes('/**'))
    return onlyReads
      ? say('Read ({methods}) at every path.', { methods })
      : say('Send {methods} requests at every path.', { methods });
  if (access.paths.some((path) => path.includes('*')))
    return onlyReads
      ? say('Read ({methods}) at these paths: {paths}  (* is anything)', { methods, paths })
      : say('Send {methods} requests at these paths: {paths}  (* is anything)', { methods, paths });
  return onlyReads
    ? say('Read ({methods}) at these paths: {paths}', { methods, paths })
    : say('Send {methods} requests at these paths: {paths}', { methods, paths });
};

const tools = (say: Say, names: readonly string[]): string =>
  names.includes('*')
    ? say('Use every tool of the MCP server, and its resources and prompts.')
    : say('Use these tools of the MCP server: {tools}.', { tools: names.join(', ') });
