import { asciiOrigin, type ConnectionProvider, defined } from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';
import type { ChangeDraft } from '../consent/prompts.ts';
import { addedByUser } from '../contracts/added-service.ts';
import type { Authority, ConnectionRecord } from '../contracts/connection.ts';
import type { GrantRecord } from '../contracts/grant.ts';
import { hostsOf } from '../providers/hosts-of.ts';
import type { Resolved } from '../resolve/resolve-connection.ts';
import type { Change } from './plan.ts';

export type PromptPart = ChangeDraft['parts'][number];

export type Row = NonNullable<PromptPart['rows']>[number];

/** An extension that a change concerns. */
export type User = { readonly id: GrantRecord['principal']['id']; readonly displayName: string };

/** A prompt that nobody expects is how a page that was taken over shows. */
export const ifUnexpected: PromptPart = {
  head: 'Unexpected?',
  texts: ['If you did not request this just now, press Cancel.'],
};

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

export const connectionPart = ({ record, provider, contributedBy }: Resolved): PromptPart => ({
  head: 'Connection',
  texts: [
    quoted(record.displayName),
    `Service: ${quoted(provider.name)} (${record.providerId}), ${contributedBy === 'built in' || contributedBy === addedByUser ? contributedBy : `contributed by ${displayText(contributedBy, 220)}`}`,
  ],
});

const mostNamed = 20;

export const usersPart = (head: string, users: readonly User[]): PromptPart => ({
  head,
  texts: [
    ...users.slice(0, mostNamed).map(({ id, displayName }) => `${quoted(displayName)} (${id})`),
    ...(users.length > mostNamed ? [`and ${users.length - mostNamed} more`] : []),
  ],
});

export const quoted = (text: string): string => `“${displayText(text, 160)}”`;

export const differing = (rows: readonly Row[]): Row[] =>
  rows
    .filter(([, before, now]) => before !== now)
    .map(([what, before, now]) => [what, displayText(before, 300_000), displayText(now, 300_000)]);
