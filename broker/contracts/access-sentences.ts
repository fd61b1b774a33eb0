import {
  type Access,
  type BudgetKind,
  type Caveats,
  callbackSentences,
  type HttpMethod,
} from '@valetkey/api-contracts';
import { amountText, eachSet } from './budget-words.ts';
import { type Asking, reads } from './limit-choices.ts';

/** What the access is to: a provider, or the authority of a connection. Undefined: nobody knows what it has. */
export type AccessTo = { readonly mcp?: unknown } | undefined;

/**
 * What may be done, in words, for the page, the terminal and main's own prompts alike. Paths and names of tools are ASCII
 * by their grammar (contracts/access.ts) and need no escape. No full stop follows a path, because it could be part of one.
 */
export function accessSentences(access: Access, to: AccessTo): readonly string[] {
  const hasTools = to === undefined || to.mcp !== undefined;
  return [
    ...admittedSentences(access),
    // Absence denies, and is said where it could be there at all.
    ...(hasRequests(access) ? [] : ['Send no other requests.']),
    ...(access.mcpTools.length === 0 && hasTools ? ['Use no MCP tools.'] : []),
  ];
}

/** Without what is absent. */
export const admittedSentences = (access: Access): readonly string[] => [
  ...(hasRequests(access) ? [`${verbs(access.methods)} at ${where(access.paths)}`] : []),
  ...(access.mcpTools.length > 0 ? [tools(access.mcpTools)] : []),
  ...(access.mcpCallbacks ?? []).map((one) => callbackSentences[one]),
];

/** How long and how often, each as a sentence. */
export const boundSentences = (
  { expiresAt, maxUses, ...budgets }: Pick<Caveats, 'expiresAt' | 'maxUses' | BudgetKind>,
  dateText: (at: number) => string,
): readonly string[] => [
  ...(expiresAt === undefined ? [] : [`Until ${dateText(expiresAt)}.`]),
  ...(maxUses === undefined ? [] : [`At most ${times(maxUses)}.`]),
  ...eachSet(budgets, (kind, atMost) => `At most ${amountText(kind, atMost)} a day.`),
];

export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** Which methods run and which ask: nothing where none asks. */
export const asksSentences = (methods: readonly HttpMethod[], { asks, runs = [] }: Asking): string[] => {
  const asking = methods.filter((method) => asks?.includes(method));
  const running = methods.filter((method) => !asking.includes(method));
  if (asking.length === 0) return [];
  return [
    `Valetkey asks you before each ${asking.join(', ')}.`,
    ...(runs.length === 0 ? [] : [`Of these, sent without asking: ${runs.join(', ')}`]),
    ...(running.length === 0
      ? []
      : [`${running.join(', ')} ${running.length === 1 ? 'is' : 'are'} sent without asking.`]),
  ];
};

const hasRequests = ({ methods, paths }: Access): boolean => methods.length > 0 && paths.length > 0;

const verbs = (methods: Access['methods']): string =>
  methods.every(reads) ? `Read (${methods.join(', ')})` : `Send ${methods.join(', ')} requests`;

const where = (paths: readonly string[]): string =>
  paths.includes('/**')
    ? 'every path.'
    : `these paths: ${paths.join('  ')}${paths.some((path) => path.includes('*')) ? '  (* is anything)' : ''}`;

const tools = (names: readonly string[]): string =>
  names.includes('*')
    ? 'Use every tool of the MCP server, and its resources and prompts.'
    : `Use these tools of the MCP server: ${names.join(', ')}.`;
