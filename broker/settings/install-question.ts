import type {
  Access,
  ConnectionProvider,
  ConnectionRequest,
  ExtensionManifest,
} from '@valetkey/api-contracts';
import { beyond } from '../consent/covers.ts';
import { displayText } from '../consent/display-text.ts';
import { admittedSentences } from '../contracts/access-sentences.ts';
import { consentWords } from '../contracts/consent-words.ts';
import type { Say } from '../contracts/texts/say.ts';
import { idOfManifest } from '../providers/load-extension.ts';
import { placementOf } from '../providers/placement.ts';
import type { Change } from './plan.ts';
import { differingTexts, ifUnexpected, type PromptPart, quoted, type Row } from './question-parts.ts';

/** What a manifest asks for, in words, before anything of it runs; of an update, what it asks for beyond before. */
export function installQuestion(now: ExtensionManifest, before: ExtensionManifest | undefined): Change {
  const id = idOfManifest(now);
  const { connectionRequests, connectionProviders } = now.contributes;
  return {
    about: { extension: id },
    shown: (say) => ({
      kind: 'install-extension',
      question: before === undefined ? say('Install this extension?') : say('Update this extension?'),
      parts: [
        {
          head: say('Extension'),
          texts: [
            say('{name} ({id}), version {version}', {
              name: quoted(say, now.displayName ?? now.name),
              id,
              version: now.version,
            }),
            ...(now.description === undefined
              ? []
              : [say('In its own words: {text}', { text: quoted(say, now.description) })]),
          ],
        },
        ...(before === undefined ? [] : whatIsNew(say, before, now)),
        {
          head: say('It may ask you for'),
          texts:
            connectionRequests.length === 0
              ? [say('Nothing: it uses no connections.')]
              : connectionRequests.map((one) => requestText(say, one)),
        },
        ...(connectionProviders.length === 0
          ? []
          : [
              {
                head: say('Services it describes, and where your secrets for them go'),
                texts: connectionProviders.map(
                  (one) => `${quoted(say, one.name)} (${id}/${one.id}): ${reachText(say, one)}`,
                ),
              },
            ]),
        {
          head: say('What happens'),
          texts: [
            say('It runs at once, and each time Valetkey starts. It has no access until you allow it.'),
            ...(before === undefined
              ? []
              : [say('Access that you always allowed is suspended until you confirm this version.')]),
          ],
        },
        ifUnexpected(say),
      ],
      yes: before === undefined ? say('Install') : say('Update'),
    }),
  };
}

const whatIsNew = (say: Say, before: ExtensionManifest, now: ExtensionManifest): PromptPart[] => {
  const more = now.contributes.connectionRequests.flatMap((request) => {
    const had = before.contributes.connectionRequests.filter(({ provider }) => provider === request.provider);
    return newSentences(say, had, request).map(
      (one) => `${say(consentWords.isNew)} ${request.provider}: ${one}`,
    );
  });
  const described = (one: ConnectionProvider | undefined): string =>
    one === undefined ? say('not described') : wholeReach(say, one);
  const rows: Row[] = [
    [say('Version'), before.version, now.version],
    [say('Name'), before.displayName ?? before.name, now.displayName ?? now.name],
    ...serviceIds(before, now).map(
      (id): Row => [
        say('Service {id}', { id }),
        described(serviceOf(before, id)),
        described(serviceOf(now, id)),
      ],
    ),
  ];
  const all = differingTexts(rows);
  const left = all.length - mostRows;
  // All that this version describes stands below, too.
  const changed: Row[] =
    left <= 0 ? all : [...all.slice(0, mostRows - 1), [say('and {count} more', { count: left + 1 }), '', '']];
  return [
    {
      head: say('New in this version'),
      texts: more.length === 0 ? [say('It asks for nothing more than before.')] : bounded(say, more),
    },
    ...(changed.length === 0 ? [] : [{ head: say('Changed'), rows: changed }]),
  ];
};

const serviceOf = ({ contributes }: ExtensionManifest, wanted: string): ConnectionProvider | undefined =>
  contributes.connectionProviders.find(({ id }) => id === wanted);

/** Those that go, too. */
const serviceIds = (before: ExtensionManifest, now: ExtensionManifest): string[] => [
  ...new Set([now, before].flatMap(({ contributes }) => contributes.connectionProviders.map(({ id }) => id))),
];

/** As many as a part of a question holds. The whole list of what it asks for follows below. */
const mostTexts = 64;
const mostRows = 64;
const bounded = (say: Say, texts: readonly string[]): string[] =>
  texts.length <= mostTexts
    ? [...texts]
    : [...texts.slice(0, mostTexts - 1), say('And {count} more.', { count: texts.length - mostTexts + 1 })];

/** Beside one of the earlier requests, the one that it goes beyond least: no two of them together admit what it asks for. */
const newSentences = (
  say: Say,
  had: readonly ConnectionRequest[],
  { access, scopes = [] }: ConnectionRequest,
): string[] => {
  const beside = had.length === 0 ? [beyond(nothing, access)] : had.map((one) => beyond(one.access, access));
  const [least = []] = beside.toSorted((a, b) => a.length - b.length);
  const known = new Set(had.flatMap((one) => one.scopes ?? []));
  const added = scopes.filter((scope) => !known.has(scope));
  return [
    ...least.flatMap((one) => admittedSentences(say, one)),
    ...(added.length === 0 ? [] : [rightsText(say, added)]),
  ];
};

const nothing: Access = { methods: [], paths: [], mcpTools: [] };

const requestText = (say: Say, { provider, access, scopes = [], reason }: ConnectionRequest): string =>
  [
    `${provider}:`,
    ...admittedSentences(say, access),
    ...(scopes.length === 0 ? [] : [rightsText(say, scopes)]),
    `${say(consentWords.reason)}: ${quoted(say, reason)}`,
  ].join(' ');

const rightsText = (say: Say, scopes: readonly string[]): string =>
  say('Rights at sign-in: {rights}.', { rights: displayText(scopes.join(', '), 2_000) });

/** As its author wrote it: what is in braces, the person fills in. */
export const reachText = (say: Say, provider: ConnectionProvider): string =>
  displayText(wholeReach(say, provider), longestReach);

/** More than a manifest has bytes: a command that is cut could end in anything. */
const longestReach = 290_000;

const wholeReach = (say: Say, { origins, auth, mcp }: ConnectionProvider): string => {
  const signsInAt = addressesIn(auth);
  return [
    ...(origins.length === 0 ? [] : [say('to {hosts}.', { hosts: origins.join(', ') })]),
    `${placementOf(auth)}.`,
    ...(signsInAt.length === 0 ? [] : [say('It signs in with {places}.', { places: signsInAt.join(', ') })]),
    ...(mcp?.transport === 'stdio' ? [commandInWords(say, mcp)] : []),
  ].join(' ');
};

/** Endpoints, issuers and identity providers, whatever the kind calls them; rights may look like addresses. */
const addressesIn = (part: unknown): string[] => {
  if (typeof part === 'string') return /^[^/].*\//.test(part) ? [part] : [];
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, inner]) =>
    name.startsWith('scope') ? [] : addressesIn(inner),
  );
};

/** As JSON, so that no two commands read alike. */
const commandInWords = (
  say: Say,
  { command, args, environment, cwd }: Extract<ConnectionProvider['mcp'], { transport: 'stdio' }>,
): string =>
  [
    say('It runs this program on this computer: {command}', {
      command: [command, ...args].map((text) => JSON.stringify(text)).join(' '),
    }),
    ...(cwd === undefined ? [] : [say('in the folder {folder}', { folder: JSON.stringify(cwd) })]),
    ...(Object.keys(environment).length === 0
      ? []
      : [say('with {environment}', { environment: JSON.stringify(environment) })]),
  ].join(', ');
