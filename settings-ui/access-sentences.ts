import { type Access, type Caveats, callbackSentences } from '@valetkey/api-contracts';
import { dateText } from './date-text.ts';

/** What the access is to: a provider, or the authority of a connection. Undefined: nobody knows what it has. */
export type AccessTo = { readonly mcp?: unknown } | undefined;

/** What may be done, in words; what is absent is said too, because absence denies, and where it could be there at all. */
export const accessSentences = (
  { methods, paths, mcpTools, mcpCallbacks = [] }: Access,
  to: AccessTo,
): readonly string[] => {
  const hasTools = to === undefined || to.mcp !== undefined;
  const requests = methods.length > 0 && paths.length > 0;
  const where = paths.includes('/**')
    ? 'every path'
    : `${paths.join(', ')}${paths.some((path) => path.includes('*')) ? ' (* is anything)' : ''}`;
  const tools = mcpTools.includes('*')
    ? 'Use every tool of the MCP server, and its resources and prompts.'
    : `Use these tools of the MCP server: ${mcpTools.join(', ')}.`;
  return [
    ...(requests ? [`${verbs(methods)} at ${where}.`] : []),
    ...(mcpTools.length > 0 ? [tools] : []),
    ...mcpCallbacks.map((one) => callbackSentences[one]),
    ...(requests ? [] : ['Send no other requests.']),
    ...(mcpTools.length === 0 && hasTools ? ['Use no MCP tools.'] : []),
  ];
};

export const caveatSentences = (caveats: Caveats, to: AccessTo): readonly string[] => [
  ...accessSentences(caveats, to),
  ...(caveats.expiresAt === undefined ? [] : [`Until ${dateText(caveats.expiresAt)}.`]),
  ...(caveats.maxUses === undefined ? [] : [`At most ${caveats.maxUses} times.`]),
];

const verbs = (methods: Access['methods']): string =>
  methods.every((method) => method === 'GET' || method === 'HEAD')
    ? `Read (${methods.join(', ')})`
    : `Send ${methods.join(', ')} requests`;
