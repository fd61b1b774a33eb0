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
import { idOfManifest } from '../providers/load-extension.ts';
import { placementOf } from '../providers/placement.ts';
import type { Change } from './plan.ts';
import { differing, ifUnexpected, type PromptPart, quoted, type Row } from './question-parts.ts';

/** What a manifest asks for, in words, before anything of it runs; of an update, what it asks for beyond before. */
export function installQuestion(now: ExtensionManifest, before: ExtensionManifest | undefined): Change {
  const id = idOfManifest(now);
  const { connectionRequests, connectionProviders } = now.contributes;
  const ends = before === undefined ? 'Installed' : 'Updated';
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
                head: 'Services that it describes: where secrets that you enter for them go',
                texts: connectionProviders.map(
                  (one) => `${quoted(one.name)} (${id}/${one.id}): ${reachText(one)}`,
                ),
              },
            ]),
        {
          head: 'What happens',
          texts: [
            `${ends}, it runs at once, and whenever Valetkey starts. It has no access until you allow it.`,
            ...(before === undefined
              ? []
              : ['What you always allowed is suspended until you confirm the new version.']),
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
    ['Calls itself', before.displayName ?? before.name, now.displayName ?? now.name],
    ...now.contributes.connectionProviders.map((one): Row => {
      const old = before.contributes.connectionProviders.find(({ id }) => id === one.id);
      return [`Service ${one.id}`, old === undefined ? 'not described' : reachText(old), reachText(one)];
    }),
  ];
  const changed = differing(rows);
  return [
    {
      head: 'Beyond the installed version',
      texts: more.length === 0 ? ['It asks for nothing more than before.'] : more.slice(0, mostTexts),
    },
    ...(changed.length === 0 ? [] : [{ head: 'Changed', rows: changed }]),
  ];
};

/** As many as a part of a question holds. */
const mostTexts = 64;

/** Beside one of the earlier requests, the one that it goes beyond least: no two of them together admit what it asks for. */
const newSentences = (
  had: readonly ConnectionRequest[],
  { access, scopes = [] }: ConnectionRequest,
): string[] => {
  const beside = had.length === 0 ? [beyond(nothing, access)] : had.map((one) => beyond(one.access, access));
  const [least = []] = beside.toSorted((a, b) => a.length - b.length);
  const known = new Set(had.flatMap((one) => one.scopes ?? []));
  const added = scopes.filter((scope) => !known.has(scope));
  return [...least.flatMap(admittedSentences), ...(added.length === 0 ? [] : [rightsText(added)])];
};

const nothing: Access = { methods: [], paths: [], mcpTools: [] };

const requestText = ({ provider, access, scopes = [], reason }: ConnectionRequest): string =>
  [
    `${provider}:`,
    ...admittedSentences(access),
    ...(scopes.length === 0 ? [] : [rightsText(scopes)]),
    `${consentWords.reason}: ${quoted(reason)}`,
  ].join(' ');

const rightsText = (scopes: readonly string[]): string =>
  `Rights at sign-in: ${displayText(scopes.join(', '), 2_000)}.`;

/** As its author wrote it: what is in braces, the person fills in. */
const reachText = ({ origins, auth, mcp }: ConnectionProvider): string =>
  displayText(
    [
      ...(origins.length === 0 ? [] : [`to ${origins.join(', ')}.`]),
      `${placementOf(auth)}.`,
      ...(mcp?.transport === 'stdio'
        ? [`It runs this program on this computer: ${[mcp.command, ...mcp.args].join(' ')}`]
        : []),
    ].join(' '),
    20_000,
  );
