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
import { english } from '../contracts/texts/say.ts';
import { idOfManifest } from '../providers/load-extension.ts';
import { placementOf } from '../providers/placement.ts';
import type { Change } from './plan.ts';
import { differing, ifUnexpected, type PromptPart, quoted, type Row } from './question-parts.ts';

/** What a manifest asks for, in words, before anything of it runs; of an update, what it asks for beyond before. */
export function installQuestion(now: ExtensionManifest, before: ExtensionManifest | undefined): Change {
  const id = idOfManifest(now);
  const { connectionRequests, connectionProviders } = now.contributes;
  return {
    about: { extension: id },
    shown: {
      kind: 'install-extension',
      question: before === undefined ? 'Install this extension?' : 'Update this extension?',
      parts: [
        {
          head: 'Extension',
          texts: [
            `${quoted(now.displayName ?? now.name)} (${id}), version ${now.version}`,
            ...(now.description === undefined ? [] : [`In its own words: ${quoted(now.description)}`]),
          ],
        },
        ...(before === undefined ? [] : whatIsNew(before, now)),
        {
          head: 'It may ask you for',
          texts:
            connectionRequests.length === 0
              ? ['Nothing: it uses no connections.']
              : connectionRequests.map(requestText),
        },
        ...(connectionProviders.length === 0
          ? []
          : [
              {
                head: 'Services it describes, and where your secrets for them go',
                texts: connectionProviders.map(
                  (one) => `${quoted(one.name)} (${id}/${one.id}): ${reachText(one)}`,
                ),
              },
            ]),
        {
          head: 'What happens',
          texts: [
            'It runs at once, and each time Valetkey starts. It has no access until you allow it.',
            ...(before === undefined
              ? []
              : ['Access that you always allowed is suspended until you confirm this version.']),
          ],
        },
        ifUnexpected,
      ],
      yes: before === undefined ? 'Install' : 'Update',
    },
  };
}

const whatIsNew = (before: ExtensionManifest, now: ExtensionManifest): PromptPart[] => {
  const more = now.contributes.connectionRequests.flatMap((request) => {
    const had = before.contributes.connectionRequests.filter(({ provider }) => provider === request.provider);
    return newSentences(had, request).map((one) => `${consentWords.isNew} ${request.provider}: ${one}`);
  });
  const rows: Row[] = [
    ['Version', before.version, now.version],
    ['Name', before.displayName ?? before.name, now.displayName ?? now.name],
    ...now.contributes.connectionProviders.map((one): Row => {
      const old = before.contributes.connectionProviders.find(({ id }) => id === one.id);
      return [`Service ${one.id}`, old === undefined ? 'not described' : reachText(old), reachText(one)];
    }),
  ];
  const changed = differing(rows);
  return [
    {
      head: 'New in this version',
      texts: more.length === 0 ? ['It asks for nothing more than before.'] : bounded(more),
    },
    ...(changed.length === 0 ? [] : [{ head: 'Changed', rows: changed }]),
  ];
};

/** As many as a part of a question holds. The whole list of what it asks for follows below. */
const mostTexts = 64;
const bounded = (texts: readonly string[]): string[] =>
  texts.length <= mostTexts
    ? [...texts]
    : [...texts.slice(0, mostTexts - 1), `And ${texts.length - mostTexts + 1} more.`];

/** Beside one of the earlier requests, the one that it goes beyond least: no two of them together admit what it asks for. */
const newSentences = (
  had: readonly ConnectionRequest[],
  { access, scopes = [] }: ConnectionRequest,
): string[] => {
  const beside = had.length === 0 ? [beyond(nothing, access)] : had.map((one) => beyond(one.access, access));
  const [least = []] = beside.toSorted((a, b) => a.length - b.length);
  const known = new Set(had.flatMap((one) => one.scopes ?? []));
  const added = scopes.filter((scope) => !known.has(scope));
  return [
    ...least.flatMap((one) => admittedSentences(english, one)),
    ...(added.length === 0 ? [] : [rightsText(added)]),
  ];
};

const nothing: Access = { methods: [], paths: [], mcpTools: [] };

const requestText = ({ provider, access, scopes = [], reason }: ConnectionRequest): string =>
  [
    `${provider}:`,
    ...admittedSentences(english, access),
    ...(scopes.length === 0 ? [] : [rightsText(scopes)]),
    `${consentWords.reason}: ${quoted(reason)}`,
  ].join(' ');

const rightsText = (scopes: readonly string[]): string =>
  `Rights at sign-in: ${displayText(scopes.join(', '), 2_000)}.`;

/** As its author wrote it: what is in braces, the person fills in. */
export const reachText = ({ origins, auth, mcp }: ConnectionProvider): string => {
  const signsInAt = addressesIn(auth);
  return displayText(
    [
      ...(origins.length === 0 ? [] : [`to ${origins.join(', ')}.`]),
      `${placementOf(auth)}.`,
      ...(signsInAt.length === 0 ? [] : [`It signs in with ${signsInAt.join(', ')}.`]),
      ...(mcp?.transport === 'stdio' ? [commandInWords(mcp)] : []),
    ].join(' '),
    20_000,
  );
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
const commandInWords = ({
  command,
  args,
  environment,
  cwd,
}: Extract<ConnectionProvider['mcp'], { transport: 'stdio' }>): string =>
  `It runs this program on this computer: ${[command, ...args].map((text) => JSON.stringify(text)).join(' ')}${
    cwd === undefined ? '' : `, in the folder ${JSON.stringify(cwd)}`
  }${Object.keys(environment).length === 0 ? '' : `, with ${JSON.stringify(environment)}`}`;
