import type { Message } from './texts/message.ts';

/** Headings and sentences of the consent question: the window and the terminal say the same. */
export const consentWords = {
  secretTo: 'Your secret would be sent to',
  mcpServer: 'MCP server it would use',
  who: 'Who asks',
  firstRequest: 'First request from this version',
  may: 'What it may do',
  /** Before a sentence of what it asks for beyond an earlier "Always allow". */
  isNew: 'New:',
  long: 'For how long',
  once: 'Allow once ends when the extension stops, after one hour at most. Nothing is stored.',
  always:
    'Always allow ends when you revoke it, after 90 days without use, or when the extension or a host changes.',
  reason: 'Reason, in its own words',
  notChecked: 'Nobody has checked this.',
  moreScopes: 'After you allow it, you sign in again for more rights',
  changed: 'Changed since you allowed it',
  request: 'Request to send, with your secret',
  body: 'Body',
  noBody: 'No body.',
  headers: 'Headers',
} as const satisfies Readonly<Record<string, Message>>;
