import { type Access, asciiOrigin, fetchReachesMcpSentence } from '@valetkey/api-contracts';
import { displayText } from '../../consent/display-text.ts';
import { accessSentences, admittedSentences } from '../../contracts/access-sentences.ts';
import { addedByUser } from '../../contracts/added-service.ts';
import type { AskedRequest, AskedRequestBody } from '../../contracts/asked-request.ts';
import type { ConsentPrompt } from '../../contracts/consent.ts';
import { consentWords } from '../../contracts/consent-words.ts';
import type { McpCall } from '../../contracts/mcp-tools.ts';
import { canBeUsed, connectionLabels, nextStepOf } from '../../contracts/state-labels.ts';
import { english } from '../../contracts/texts/say.ts';
import { workspaceText } from '../../contracts/workspace.ts';
import { origins, type PromptChoice, terminalPlaceParts } from './terminal-places.ts';
import { changedToolLines, toolLine, toolLines } from './terminal-tools.ts';
import { wrapped } from './terminal-wrap.ts';

export const answerKeys = '[d] Deny   [o] Allow once   [a] Always allow   (Enter denies)';

/** Where the server may ask back, that can be refused by itself. */
export const callbackKeys = '[w] Refuse or allow what the MCP server may ask back';

/** A yes to one call or request is for this one. */
export const callKeys = '[d] Deny   [o] Allow this call   (Enter denies)';
export const requestKeys = '[d] Deny   [o] Allow this request   (Enter denies)';

/**
 * The question as lines for a terminal. Where a secret would go stands before any name, because names are claims.
 * Every line is wrapped here, with its indentation: a long text cannot run on at the left margin and pass for ours.
 */
export const promptLines = (prompt: ConsentPrompt, columns: number): string[] => {
  const { extension, provider, choices, access } = prompt;
  const several = choices.length > 1;
  const part = partOf(columns);
  return [
    ...terminalPlaceParts(choices).flatMap((place) => part(...place)),
    ...part(consentWords.who, whoAsks(extension), ...(extension.known ? [] : [consentWords.firstRequest])),
    ...reasonLines(prompt, columns),
    ...part(consentWords.may, ...mayDo(access, choices)),
    ...(access.mcpTools.length === 0
      ? []
      : choices.flatMap((choice, at) => part(...toolLines(choice, at, several)))),
    ...part(consentWords.long, consentWords.once, consentWords.always),
    ...part(
      'Service',
      `"${displayText(provider.name, 160)}" (${displayText(provider.id, 220)}), ${contributor(provider.contributedBy)}`,
    ),
    ...moreScopes(choices).flatMap((text) => part(consentWords.moreScopes, text)),
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
    ...terminalPlaceParts(choices).flatMap((place) => part(...place)),
    ...part("Tool to call, in its server's words (not checked)", toolLine(tool)),
    ...part(
      'With',
      ...(parts.length === 0 ? ['no arguments'] : []),
      ...parts.map(partText),
      ...(more === 0 ? [] : [`AND ${more} MORE ARGUMENTS NOT SHOWN`]),
    ),
    ...part(consentWords.who, whoAsks(extension)),
    ...part('Connection', ...choices.map((choice) => connection(choice, 0, false))),
  ];
};

/** The question about one request, in the same order. */
export const requestLines = (
  prompt: ConsentPrompt,
  { method, origin, target, headers, body }: AskedRequest,
  columns: number,
): string[] => {
  const part = partOf(columns);
  return [
    ...part(consentWords.request, asciiOrigin(origin), `${method} ${target}`),
    ...part(consentWords.body, ...(body === undefined ? [consentWords.noBody] : bodyTexts(body))),
    ...(headers.length === 0 ? [] : part(consentWords.headers, ...headers.map(partText))),
    ...part(consentWords.who, whoAsks(prompt.extension)),
    ...reasonLines(prompt, columns),
    ...part('Connection', ...prompt.choices.map((choice) => connection(choice, 0, false))),
  ];
};

/** In capitals: nobody sees bold type here. */
const andCut = (cut: number): string =>
  english.count('and {count} more characters not shown', cut).toUpperCase();

const bodyTexts = ({ lines, cut }: AskedRequestBody): readonly string[] =>
  cut === 0 ? lines : [...lines, andCut(cut)];

const partText = ({ name, value, cut }: AskedRequest['headers'][number]): string =>
  `${displayText(name, 400)}: ${displayText(value, 2_000)}${cut === 0 ? '' : ` ${andCut(cut)}`}`;

const reasonLines = ({ reason }: ConsentPrompt, columns: number): string[] => [
  ...wrapped(`${consentWords.reason}. ${consentWords.notChecked}`, columns, ''),
  ...wrapped(`"${displayText(reason, 1_600)}"`, columns, '    > '),
];

const partOf =
  (columns: number) =>
  (head: string, ...texts: string[]): string[] => [
    ...wrapped(head, columns, ''),
    ...texts.flatMap((text) => wrapped(text, columns, '    ')),
  ];

const whoAsks = (extension: ConsentPrompt['extension']): string =>
  `"${displayText(extension.displayName, 160)}" (${displayText(extension.id, 160)}), published by ${displayText(extension.publisher, 160)}, version ${displayText(extension.version, 160)}`;

/** What the sign-in of a connection lacks; the same scopes are asked of each. */
const moreScopes = (choices: readonly PromptChoice[]): string[] => {
  const all = new Set(choices.flatMap(({ moreScopes: more = [] }) => more));
  return all.size === 0 ? [] : [[...all].map((scope) => displayText(scope, 200)).join('  ')];
};

/** Keys, each with what it does on the same line. */
export const keyLines = (keys: string, columns: number): string[] => wrapped(keys, columns, '', /(?<= {3})/);

/** Which connection an answer would be for, with its hosts once more. */
export const chosenLines = (choice: PromptChoice, columns: number): string[] =>
  wrapped(`For "${displayText(choice.displayName, 240)}": ${origins(choice.origins)}`, columns, '');

const contributor = (from: string): string =>
  from === addedByUser
    ? from
    : from === ''
      ? 'contributed by an unknown author'
      : `contributed by ${displayText(from, 220)}`;

const connection = (choice: PromptChoice, at: number, several: boolean): string => {
  const { displayName, way, scope, state } = choice;
  const first =
    at === 0 && scope === 'workspace' ? '; comes first because it belongs to the open workspace' : '';
  const next = canBeUsed(state) ? undefined : nextStepOf(english, choice);
  const stands = `${connectionLabels[state].toLowerCase()}${next === undefined ? '' : `. ${next}`}`;
  const by = way === undefined ? '' : `"${displayText(way, 160)}", `;
  return `${several ? `${at + 1}. ` : ''}"${displayText(displayName, 240)}" (${by}${scope} connection${several ? first : ''}): ${stands}`;
};

/** With what is new since an earlier "Always allow", of each connection that has one. */
const mayDo = (access: Access, choices: readonly PromptChoice[]): string[] => {
  const server = choices.find(({ authority }) => authority.mcp !== undefined)?.authority ?? {};
  const direct = choices.some((choice) => choice.fetchReachesMcp) ? [fetchReachesMcpSentence] : [];
  const also = choices.flatMap(({ also: added = [] }, at) =>
    added
      .flatMap((one) => admittedSentences(english, one))
      .map((one) => `${choices.length > 1 ? `${at + 1}. ` : ''}${consentWords.isNew} ${one}`),
  );
  return [...accessSentences(english, access, server), ...direct, ...also];
};

/** What decides where the secret goes, as it was agreed and as it is; what stayed the same is left out. */
const changes = ({
  displayName,
  authority: now,
  before,
  toolChanges,
}: PromptChoice): [string, ...string[]] => {
  const pairs: readonly (readonly [string, string, string])[] = [
    ['hosts', origins(before?.origins ?? []), origins(now.origins)],
    ['scope', scopeOf(before), scopeOf(now)],
    ['sign-in', displayText(before?.placement ?? '', 1_000), displayText(now.placement, 1_000)],
    ['signs in', displayText(signIn(before), 1_000), displayText(signIn(now), 1_000)],
    ['MCP', displayText(before?.mcp ?? '(none)', 1_000), displayText(now.mcp ?? '(none)', 1_000)],
    ['provider', `version ${before?.providerVersion}`, `version ${now.providerVersion}`],
  ];
  const changed = pairs.filter(([, then, today]) => then !== today);
  return [
    `${consentWords.changed}: "${displayText(displayName, 240)}"`,
    ...changed.flatMap(([what, then, today]) => [
      `${what.padEnd(9)} before  ${then}`,
      `${' '.repeat(9)} now     ${today}`,
    ]),
    ...changedToolLines(toolChanges),
    ...(changed.length === 0 && toolChanges === undefined
      ? ['the extension itself, or the MCP server’s tools']
      : []),
  ];
};

const scopeOf = (authority: PromptChoice['before']): string => {
  const { scope = 'user', workspace } = authority ?? {};
  return workspace === undefined
    ? scope
    : displayText(`${scope} ${workspaceText(english, workspace)}`, 5_000);
};

const signIn = (authority: PromptChoice['before']): string => {
  if (authority?.signIn === undefined) return '(nowhere)';
  const { origins, client, issuer = '', resource = '', identityProvider: vouching } = authority.signIn;
  const idToken = vouching === undefined ? [] : ['ID token to', ...vouching.at, 'as', vouching.client];
  return [...origins, client, issuer, resource, ...idToken].join(' ');
};
