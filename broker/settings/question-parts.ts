import { asciiOrigin, type ConnectionProvider, defined } from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';
import type { ChangeDraft } from '../consent/prompts.ts';
import { type ChangeRow, differing } from '../contracts/change-rows.ts';
import type { Authority, ConnectionRecord } from '../contracts/connection.ts';
import { contributorText } from '../contracts/contributor-text.ts';
import type { GrantRecord } from '../contracts/grant.ts';
import { insideQuotes } from '../contracts/inside-quotes.ts';
import type { Say } from '../contracts/texts/say.ts';
import { hostsOf } from '../providers/hosts-of.ts';
import type { Resolved } from '../resolve/resolve-connection.ts';
import type { Change } from './plan.ts';

export type PromptPart = ChangeDraft['parts'][number];

export type Row = NonNullable<PromptPart['rows']>[number];

/** An extension that a change concerns. */
export type User = { readonly id: GrantRecord['principal']['id']; readonly displayName: string };

/** A prompt that nobody expects is how a page that was taken over shows. */
export const ifUnexpected = (say: Say): PromptPart => ({
  head: say('Unexpected?'),
  texts: [say('If you did not request this just now, press Cancel.')],
});

export const aboutConnection = ({ id, providerId }: ConnectionRecord): Change['about'] => ({
  providerId,
  ...defined({ connectionId: isSaved(id) ? id : undefined }),
});

/** A draft of a connection that does not exist has this id (secret-methods.ts). */
const isSaved = (id: string): boolean => !/^con_0+$/.test(id);

/** Every host that a yes confirms (reach.ts), and the whole command of a program. */
export const placeParts = (
  authority: Authority,
  auth: ConnectionProvider['auth'] | undefined,
  goesTo: string,
  starts: string,
): PromptPart[] => {
  const hosts = hostsOf(authority, auth).map(asciiOrigin);
  const { mcp } = authority;
  return [
    ...(hosts.length === 0 ? [] : [{ head: goesTo, origins: hosts }]),
    // An MCP server that is reached over HTTP is at one of the hosts.
    ...(mcp === undefined || /^https?:/.test(mcp) ? [] : [{ head: starts, command: mcp }]),
  ];
};

export const connectionPart = (say: Say, { record, provider, contributedBy }: Resolved): PromptPart => {
  const service = say('Service: {service} ({id}), {contributor}', {
    service: quoted(say, provider.name),
    id: record.providerId,
    contributor: displayText(contributorText(say, contributedBy), 300),
  });
  return { head: say('Connection'), texts: [quoted(say, record.displayName), service] };
};

const mostNamed = 20;

/** The first ones, and how many others there are: a part has a bound, and who claims much must not pass it. */
export const firstNamed = <T>(say: Say, all: readonly T[], name: (one: T) => string): string[] => [
  ...all.slice(0, mostNamed).map(name),
  ...(all.length > mostNamed ? [say('and {count} more', { count: all.length - mostNamed })] : []),
];

export const usersPart = (say: Say, head: string, users: readonly User[]): PromptPart => ({
  head,
  texts: firstNamed(say, users, ({ id, displayName }) => `${quoted(say, displayName)} (${id})`),
});

export const quoted = (say: Say, text: string, most = 160): string =>
  say('“{text}”', { text: insideQuotes(displayText(text, most)) });

/** As a prompt may hold them. */
export const differingTexts = (rows: readonly ChangeRow[]): Row[] =>
  differing(rows).map(([what, before, now]) => [
    what,
    displayText(before, 300_000),
    displayText(now, 300_000),
  ]);
