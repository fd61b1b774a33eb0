import { hash } from 'node:crypto';
import { type Access, type Caveats, plainText } from '@valetkey/api-contracts';
import type { AuditEvent } from '../contracts/audit.ts';
import type { Authority } from '../contracts/connection.ts';

/** Characters of JSON. What an extension can repeat without a person must not fill the log. */
const longestByExtension = 4_096;
const mostOrigins = 64;

/** What was asked for, as a line keeps it: whole, or its digest where it is too long. */
export const askedInLine = (asked: Access): Pick<AuditEvent, 'asked' | 'tooLong'> =>
  orDigest(asked, { asked });

/** What a handle admits, likewise. What a person agreed to is logged whole: that is what bounds it from above. */
export const givenInLine = (given: Caveats): Pick<AuditEvent, 'given' | 'tooLong'> =>
  orDigest(given, { given });

/** What a connection is called then: in a line nothing moves a cursor or hides, no matter who gave it the name. */
export const nameInLine = (displayName: string): string =>
  plainText(displayName.normalize('NFC')).slice(0, 400);

/** Where the secret may be sent. A connection with more hosts than a line keeps has its digest in the grant. */
export const originsInLine = ({ origins }: Pick<Authority, 'origins'>): string[] =>
  origins.slice(0, mostOrigins);

const orDigest = <Whole>(value: Access, whole: Whole): Whole | Pick<AuditEvent, 'tooLong'> => {
  const text = JSON.stringify(value);
  return text.length <= longestByExtension ? whole : { tooLong: hash('sha256', text, 'hex') };
};
