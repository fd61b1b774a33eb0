import { type Access, asciiOrigin, fetchReachesMcpSentence } from '@valetkey/api-contracts';
import { displayText } from '../../consent/display-text.ts';
import { accessSentences, admittedSentences } from '../../contracts/access-sentences.ts';
import type { AskedRequest, AskedRequestBody } from '../../contracts/asked-request.ts';
import { authorityRows, unseenChange } from '../../contracts/authority-rows.ts';
import { differing } from '../../contracts/change-rows.ts';
import type { Authority } from '../../contracts/connection.ts';
import type { ConsentPrompt } from '../../contracts/consent.ts';
import { consentWords } from '../../contracts/consent-words.ts';
import { contributorText } from '../../contracts/contributor-text.ts';
import type { McpCall } from '../../contracts/mcp-tools.ts';
import { scopeLabels } from '../../contracts/scope-text.ts';
import { canBeUsed, connectionLabelsInside, nextStepOf } from '../../contracts/state-labels.ts';
import type { Message } from '../../contracts/texts/message.ts';
import type { Say } from '../../contracts/texts/say.ts';
import { rowLines } from './terminal-column.ts';
import { originsText, type PromptChoice, quotedText, terminalPlaceParts } from './terminal-places.ts';
import { changedToolLines, toolLine, toolLines } from './terminal-tools.ts';
import { wrapped } from './terminal-wrap.ts';

/** The letters are the same in every language: a hand that knows them never allows what it means to deny. */
export const answerKeys = (say: Say): string =>
  `[d] ${say('Deny')}   [o] ${say('Allow once')}   [a] ${say('Always allow')}   ${say('(Enter denies)')}`;

/** A yes to one call or request is for this one. */
export const callKeys = (say: Say): string =>
  `[d] ${say('Deny')}   [o] ${say('Allow this call')}   ${say('(Enter denies)')}`;
export const requestKeys = (say: Say): string =>
  `[d] ${say('Deny')}   [o] ${say('Allow this request')}   ${say('(Enter denies)')}`;

/**
 * The question as lines for a terminal. Where a secret would go stands before any name, because names are claims.
 * Every line is wrapped here, with its indentation: a long text cannot run on at the left margin and pass for ours.
 */
export const promptLines = (say: Say, prompt: ConsentPrompt, columns: number): string[] => {
  const { extension, provider, choices, access } = prompt;
  const several = choices.length > 1;
  const part = partOf(columns);
  return [
    ...terminalPlaceParts(say, choices).flatMap((place) => part(...place)),
    ...part(
      say(consentWords.who),
      whoAsks(say, extension),
      ...(extension.known ? [] : [say(consentWords.firstRequest)]),
    ),
    ...reasonLines(say, prompt, columns),
    ...part(say(consentWords.may), ...mayDo(say, access, choices)),
    ...(access.mcpTools.length === 0
      ? []
      : choices.flatMap((choice, at) => part(...toolLines(say, choice, at, several)))),
    ...part(say(consentWords.long), say(consentWords.once), say(consentWords.always)),
    ...part(say('Service'), serviceText(say, provider)),
    ...moreScopes(choices).flatMap((text) => part(say(consentWords.moreScopes), text)),
    ...part(
      several ? say('Connections') : say('Connection'),
      ...choices.map((choice, at) => connectionText(say, choice, at, several)),
    ),
    ...choices.flatMap((choice) =>
      choice.before === undefined ? [] : part(...changes(say, choice, choice.before)),
    ),
  ];
};

/** The question about one call of a tool, in the same order. */
export const callLines = (
  say: Say,
  prompt: ConsentPrompt,
  { tool, parts, more }: McpCall,
  columns: number,
): string[] => {
  const { extension, choices } = prompt;
  const part = partOf(columns);
  return [
    ...terminalPlaceParts(say, choices).flatMap((place) => part(...place)),
    ...part(say("Tool to call, in its server's words (not checked)"), toolLine(say, tool)),
    ...part(
      say('With'),
      ...(parts.length === 0 ? [say('no arguments')] : []),
      ...parts.map((one) => partText(say, one)),
      ...(more === 0 ? [] : [loud(say, say.count('and {count} more arguments not shown', more))]),
    ),
    ...part(say(consentWords.who), whoAsks(say, extension)),
    ...part(say('Connection'), ...choices.map((choice) => connectionText(say, choice, 0, false))),
  ];
};

/** The question about one request, in the same order. */
export const requestLines = (
  say: Say,
  prompt: ConsentPrompt,
  { method, origin, target, headers, body }: AskedRequest,
  columns: number,
): string[] => {
  const part = partOf(columns);
  return [
    ...part(say(consentWords.request), asciiOrigin(origin), `${method} ${target}`),
    ...part(
      say(consentWords.body),
      ...(body === undefined ? [say(consentWords.noBody)] : bodyTexts(say, body)),
    ),
    ...(headers.length === 0
      ? []
      : part(say(consentWords.headers), ...headers.map((one) => partText(say, one)))),
    ...part(say(consentWords.who), whoAsks(say, prompt.extension)),
    ...reasonLines(say, prompt, columns),
    ...part(say('Connection'), ...prompt.choices.map((choice) => connectionText(say, choice, 0, false))),
  ];
};

/** In capitals: nobody sees bold type here. */
const loud = (say: Say, text: string): string => text.toLocaleUpperCase(say.locale);
const andCut = (say: Say, cut: number): string =>
  loud(say, say.count('and {count} more characters not shown', cut));

const bodyTexts = (say: Say, { lines, cut }: AskedRequestBody): readonly string[] =>
  cut === 0 ? lines : [...lines, andCut(say, cut)];

const partText = (say: Say, { name, value, cut }: AskedRequest['headers'][number]): string =>
  `${displayText(name, 400)}: ${displayText(value, 2_000)}${cut === 0 ? '' : ` ${andCut(say, cut)}`}`;

const reasonLines = (say: Say, { reason }: ConsentPrompt, columns: number): string[] => [
  ...wrapped(`${say(consentWords.reason)}. ${say(consentWords.notChecked)}`, columns, ''),
  ...wrapped(quotedText(say, reason, 1_600), columns, '    > '),
];

const partOf =
  (columns: number) =>
  (head: string, ...texts: string[]): string[] => [
    ...wrapped(head, columns, ''),
    ...texts.flatMap((text) => wrapped(text, columns, '    ')),
  ];

const whoAsks = (say: Say, extension: ConsentPrompt['extension']): string =>
  say('{name} ({id}), published by {publisher}, version {version}', {
    name: quotedText(say, extension.displayName, 160),
    id: displayText(extension.id, 160),
    publisher: displayText(extension.publisher, 160),
    version: displayText(extension.version, 160),
  });

const serviceText = (say: Say, { name, id, contributedBy }: ConsentPrompt['provider']): string =>
  say('{name} ({id}), {contributor}', {
    name: quotedText(say, name, 160),
    id: displayText(id, 220),
    contributor: displayText(contributorText(say, contributedBy), 300),
  });

/** What the sign-in of a connection lacks; the same scopes are asked of each. */
const moreScopes = (choices: readonly PromptChoice[]): string[] => {
  const all = new Set(choices.flatMap(({ moreScopes: more = [] }) => more));
  return all.size === 0 ? [] : [[...all].map((scope) => displayText(scope, 200)).join('  ')];
};

/** Keys, each with what it does on the same line. */
export const keyLines = (keys: string, columns: number): string[] => wrapped(keys, columns, '', /(?<= {3})/);

/** Which connection an answer would be for, with its hosts once more. */
export const chosenLines = (say: Say, choice: PromptChoice, columns: number): string[] =>
  wrapped(
    say('For {connection}: {hosts}', {
      connection: quotedText(say, choice.displayName, 240),
      hosts: originsText(say, choice.origins),
    }),
    columns,
    '',
  );

const connectionText = (say: Say, choice: PromptChoice, at: number, several: boolean): string => {
  const { displayName, way, scope, state } = choice;
  const isFirst = several && at === 0 && scope === 'workspace';
  const name = quotedText(say, displayName, 240);
  const what = {
    name,
    kind: say(kinds[isFirst ? 'first' : scope]),
    state: say(connectionLabelsInside[state]),
  };
  const text =
    way === undefined
      ? say('{name} ({kind}): {state}', what)
      : say('{name} ({way}, {kind}): {state}', { ...what, way: quotedText(say, way, 160) });
  const next = canBeUsed(state) ? undefined : nextStepOf(say, choice);
  return `${several ? `${at + 1}. ` : ''}${text}${next === undefined ? '' : `. ${next}`}`;
};

const kinds = {
  ...scopeLabels,
  first: 'workspace connection; comes first because it belongs to the open workspace',
} as const satisfies Readonly<Record<string, Message>>;

/** With what is new since an earlier "Always allow", of each connection that has one. */
const mayDo = (say: Say, access: Access, choices: readonly PromptChoice[]): string[] => {
  const server = choices.find(({ authority }) => authority.mcp !== undefined)?.authority ?? {};
  const direct = choices.some((choice) => choice.fetchReachesMcp) ? [say(fetchReachesMcpSentence)] : [];
  const also = choices.flatMap(({ also: added = [] }, at) =>
    added
      .flatMap((one) => admittedSentences(say, one))
      .map((one) => `${choices.length > 1 ? `${at + 1}. ` : ''}${say(consentWords.isNew)} ${one}`),
  );
  return [...accessSentences(say, access, server), ...direct, ...also];
};

/** What decides where the secret goes, as it was agreed and as it is; what stayed the same is left out. */
const changes = (
  say: Say,
  { displayName, authority, toolChanges }: PromptChoice,
  before: Authority,
): [string, ...string[]] => {
  const changed = differing(authorityRows(say, before, authority)).flatMap((row) => rowLines(say, row));
  const tools = toolChanges === undefined ? [] : changedToolLines(say, toolChanges);
  return [
    `${say(consentWords.changed)}: ${quotedText(say, displayName, 240)}`,
    ...changed,
    ...tools,
    ...(changed.length + tools.length === 0 ? [unseenChange(say, authority)] : []),
  ];
};
