import {
  type Access,
  type ConsentPrompt,
  callbackSentences,
  fetchReachesMcpSentence,
  type McpCall,
} from '@valetkey/api-contracts';
import { displayText } from '../../consent/display-text.ts';
import { origins, placeParts } from './terminal-places.ts';
import { changedToolLines, toolLine, toolLines } from './terminal-tools.ts';
import { wrapped } from './terminal-wrap.ts';

type Choice = ConsentPrompt['choices'][number];

export const answerKeys = '[d] Deny   [o] Allow once   [a] Always allow   (Enter denies)';

/** Where the server may ask back, that can be refused by itself. */
export const callbackKeys = '[w] Without what the MCP server may ask back, and with it again';

/** A yes to one call is for this one. */
export const callKeys = '[d] Deny   [o] Allow this call   (Enter denies)';

/**
 * The question as lines for a terminal. Where a secret would go stands before any name, because names are claims.
 * Every line is wrapped here, with its indentation: a long text cannot run on at the left margin and pass for ours.
 */
export const promptLines = (prompt: ConsentPrompt, columns: number): string[] => {
  const { extension, provider, choices, access } = prompt;
  const several = choices.length > 1;
  const part = partOf(columns);
  return [
    ...placeParts(choices).flatMap((place) => part(...place)),
    ...part(
      'Who asks',
      whoAsks(extension),
      ...(extension.known ? [] : ['You have never allowed this before.']),
    ),
    ...wrapped('Its reason, in its own words, which nobody checked', columns, ''),
    ...wrapped(`"${displayText(prompt.reason, 1_600)}"`, columns, '    > '),
    ...part('What it may do', ...accessSentences(access, choices)),
    ...(access.mcpTools.length === 0
      ? []
      : choices.flatMap((choice, at) => part(...toolLines(choice, at, several)))),
    ...part(
      'For how long',
      'Allow once: until it gives it back, stops, or an hour has passed; nothing is stored.',
      'Always allow: until you revoke it, it is unused for 90 days, or the hosts, the way of signing in or the extension change.',
    ),
    ...part(
      'Service',
      `"${displayText(provider.name, 160)}" (${displayText(provider.id, 220)}), ${contributor(provider.contributedBy)}`,
    ),
    ...moreScopes(choices).flatMap((text) =>
      part('After you allow it, you sign in again for more rights', text),
    ),
    ...part(several ? 'Connections' : 'Connection', ...choices.map((c, at) => connection(c, at, several))),
    ...choices.flatMap((choice) => (choice.before === undefined ? [] : part(...changes(choice)))),
  ];
};

/** The question about one call of a tool, in the same order. */
export const callLines = (
  prompt: ConsentPrompt,
  { tool, parts, more }: McpCall,
  columns: number,
): string[] => {
  const { extension, choices } = prompt;
  const part = partOf(columns);
  return [
    ...placeParts(choices).flatMap((place) => part(...place)),
    ...part("The tool, in its server's words, which nobody checked", toolLine(tool)),
    ...part(
      'With',
      ...(parts.length === 0 ? ['no arguments'] : []),
      ...parts.map(
        ({ name, value, cut }) =>
          `${displayText(name, 400)}: ${displayText(value, 2_000)}${cut === 0 ? '' : ` AND ${cut} CHARACTERS MORE, NOT SHOWN`}`,
      ),
      ...(more === 0 ? [] : [`AND ${more} ARGUMENTS MORE, NOT SHOWN`]),
    ),
    ...part('Who asks', whoAsks(extension)),
    ...part('Connection', ...choices.map((choice) => connection(choice, 0, false))),
  ];
};

const partOf =
  (columns: number) =>
  (head: string, ...texts: string[]): string[] => [
    ...wrapped(head, columns, ''),
    ...texts.flatMap((text) => wrapped(text, columns, '    ')),
  ];

const whoAsks = (extension: ConsentPrompt['extension']): string =>
  `"${displayText(extension.displayName, 160)}" (${displayText(extension.id, 160)}), published by ${displayText(extension.publisher, 160)}, version ${displayText(extension.version, 160)}`;

/** What the sign-in of a connection lacks; the same scopes are asked of each. */
const moreScopes = (choices: readonly Choice[]): string[] => {
  const all = new Set(choices.flatMap(({ moreScopes: more = [] }) => more));
  return all.size === 0 ? [] : [[...all].map((scope) => displayText(scope, 200)).join('  ')];
};

/** Keys, each with what it does on the same line. */
export const keyLines = (keys: string, columns: number): string[] => wrapped(keys, columns, '', /(?<= {3})/);

/** Which connection an answer would be for, with its hosts once more. */
export const chosenLines = (choice: Choice, columns: number): string[] =>
  wrapped(`For "${displayText(choice.displayName, 240)}": ${origins(choice.origins)}`, columns, '');

const contributor = (from: string): string =>
  from === '' ? 'contributed by nobody known' : `contributed by ${displayText(from, 220)}`;

const connection = ({ displayName, scope }: Choice, at: number, several: boolean): string => {
  const first =
    at === 0 && scope === 'workspace' ? "; comes first, as it was set up for this workspace's work" : '';
  return `${several ? `${at + 1}. ` : ''}"${displayText(displayName, 240)}" (${scope} connection${several ? first : ''})`;
};

const accessSentences = (
  { methods, paths, mcpTools, mcpCallbacks = [] }: Access,
  choices: readonly Choice[],
): string[] => {
  // No full stop behind a path: it could be one of the path's.
  const any = paths.some((path) => path.includes('*')) ? '  (* is anything)' : '';
  const where = paths.includes('/**')
    ? 'every path.'
    : `these paths: ${paths.map((path) => displayText(path, 1_024)).join('  ')}${any}`;
  const requests =
    methods.length === 0 || paths.length === 0
      ? 'No HTTP requests.'
      : `Send ${methods.join(', ')} requests to ${where}`;
  const tools = mcpTools.includes('*')
    ? 'Use every tool of the MCP server, and its resources and prompts.'
    : `Use these tools of the MCP server: ${mcpTools.map((tool) => displayText(tool, 256)).join(', ')}.`;
  const back = mcpCallbacks.map((callback) => callbackSentences[callback]);
  // Absence denies, and is said where there could be tools.
  const hasTools = choices.some(({ authority }) => authority.mcp !== undefined);
  const none = hasTools ? ['No MCP tools.'] : [];
  const direct = choices.some((choice) => choice.fetchReachesMcp) ? [fetchReachesMcpSentence] : [];
  return [requests, ...(mcpTools.length === 0 ? none : [tools]), ...direct, ...back];
};

/** What decides where the secret goes, as it was agreed and as it is; what stayed the same is left out. */
const changes = ({ displayName, authority: now, before, toolChanges }: Choice): [string, ...string[]] => {
  const pairs: readonly (readonly [string, string, string])[] = [
    ['hosts', origins(before?.origins ?? []), origins(now.origins)],
    ['scope', before?.scope ?? 'user', now.scope ?? 'user'],
    ['sign-in', displayText(before?.placement ?? '', 1_000), displayText(now.placement, 1_000)],
    ['signs in', displayText(signIn(before), 1_000), displayText(signIn(now), 1_000)],
    ['MCP', displayText(before?.mcp ?? '(none)', 1_000), displayText(now.mcp ?? '(none)', 1_000)],
    ['provider', `version ${before?.providerVersion}`, `version ${now.providerVersion}`],
  ];
  const changed = pairs.filter(([, then, today]) => then !== today);
  return [
    `Changed since you allowed it: "${displayText(displayName, 240)}"`,
    ...changed.flatMap(([what, then, today]) => [
      `${what.padEnd(9)} before  ${then}`,
      `${' '.repeat(9)} now     ${today}`,
    ]),
    ...changedToolLines(toolChanges),
    ...(changed.length === 0 && toolChanges === undefined
      ? ['the extension itself, or the tools of the MCP server']
      : []),
  ];
};

const signIn = (authority: Choice['before']): string => {
  if (authority?.signIn === undefined) return '(nowhere)';
  const { origins, client, issuer = '', resource = '', identityProvider: vouching } = authority.signIn;
  const idToken = vouching === undefined ? [] : ['ID token to', ...vouching.at, 'as', vouching.client];
  return [...origins, client, issuer, resource, ...idToken].join(' ');
};
