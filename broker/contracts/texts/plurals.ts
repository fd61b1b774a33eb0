/** Sentences that count, by their English for many: their English for one. Empty: English has one form. */
export const englishForOne = {
  '{count} more hosts': '{count} more host',
  '{at} of {count} requests': '{at} of {count} request',
  'And {count} more arguments not shown.': 'And {count} more argument not shown.',
  'Search {count} connections': 'Search {count} connection',
  '{count} sessions ended.': '{count} session ended.',
  '{count} suspended': '',
  '{count} connections': '{count} connection',
  '{count} active sessions': '{count} active session',
  '{count} extensions': '{count} extension',
  '{count} more.': '',
  '{count} grants': '{count} grant',
  '{count} secrets': '{count} secret',
  '{count} more': '',
  '{count} secrets were set aside. Enter them again.': 'One secret was set aside. Enter it again.',
  '{count} sessions, the last one opened {when}': '{count} session, the last one opened {when}',
  'Ends {count} active sessions of {extensions}.': 'Ends {count} active session of {extensions}.',
  '{count} active sessions of {extensions} ended.': '{count} active session of {extensions} ended.',
  'The export holds {count} connections, without secrets.':
    'The export holds one connection, without secrets.',
  '{count} connections were imported.': 'One connection was imported.',
  '{count} could not be imported.': '',
  'Enter their secrets now.': 'Enter its secret now.',
  '{count} live': '',
  '{count} extensions can no longer use it.': 'One extension can no longer use it.',
  '{count} extensions use it:': 'One extension uses it:',
  '{count} active sessions, which end immediately': '{count} active session, which ends immediately',
  '{count} requests in progress': '{count} request in progress',
  '{count} services are available': 'One service is available',
  '{count} ways to sign in': '',
  '“{name}” and {count} more are offered before it here: it belongs to the open workspace.': '',
  '“{name}” and {count} more are offered before it here: it is older.': '',
  'There {names} are offered before it.': 'There {names} is offered before it.',
  'There {names} are offered before it: a workspace’s connections come before your own.':
    'There {names} is offered before it: a workspace’s connections come before your own.',
  'There {names} are offered before it: the older of two is offered first.':
    'There {names} is offered before it: the older of two is offered first.',
  '{count} suspended until you confirm.': '',
  '{count} active sessions ended.': '{count} active session ended.',
  '{count} active sessions end at once.': 'One active session ends at once.',
  'It needs {count} more connections.': 'It needs {count} more connection.',
  '{count} tasks running': '{count} task running',
  '{count} always allowed.': '',
  '{count} always allowed, {suspended} suspended.': '',
  '{count} could not be restored, because they changed meanwhile.': '',
  '{count} revoked.': 'Revoked.',
  'used {count} times, last {when}': 'used once, last {when}',
  'The log has {count} uses. This is all that they need:':
    'The log has {count} use. This is all that they need:',
  '{count} others': '',
  'All {count} entries are whole and in order. While the secrets are locked, a missing end cannot be detected.':
    '',
  'All {count} entries are whole and in order, and none is missing: the vault’s key seals the log’s end.': '',
  'All {count} entries are whole and in order. The log has no seal yet, so a missing end cannot be detected.':
    '',
  '{count} lines…': '',
  '{count} entries are damaged. They stay in the file; Verify lists them.': '',
  'The export holds {count} entries.': '',
  '{count} older entries were deleted.': '',
  '{count} entries are kept': '',
  '{count} older entries were deleted before': '',
  'Used at least {count} times in {days} days, most on {day}: {uses}': '',
  'Used {count} times in {days} days, most on {day}: {uses}':
    'Used once in {days} days, most on {day}: {uses}',
  'Too many wrong passphrases. Try again in {count} seconds.':
    'Too many wrong passphrases. Try again in {count} second.',
  'Too many wrong passphrases. Try again in {count} minutes.':
    'Too many wrong passphrases. Try again in {count} minute.',
  '{count} active sessions, {busy} in use.': '{count} active session, {busy} in use.',
  'At most {count} times.': 'At most once.',
  '{methods} are sent without asking.': '{methods} is sent without asking.',
  '{count} uses': '{count} use',
  '{count} tool calls': '{count} tool call',
  'At most {count} uses a day.': 'At most {count} use a day.',
  'At most {count} tool calls a day.': 'At most {count} tool call a day.',
  '{spent} of {count} uses today': '{spent} of {count} use today',
  '{spent} of {count} tool calls today': '{spent} of {count} tool call today',
  '{count} bytes': '{count} byte',
  '{problem} There are {count} more problems.': '{problem} There is {count} more problem.',
  'and {count} more characters not shown': 'and {count} more character not shown',
  'And {count} more characters not shown.': 'And {count} more character not shown.',
  'and {count} more arguments not shown': 'and {count} more argument not shown',
} as const;

/** A sentence that counts: `{count}` is the number. */
export type PluralMessage = keyof typeof englishForOne;
/** By the categories of `Intl.PluralRules`. */
export type PluralTexts = { readonly [rule in Intl.LDMLPluralRule]?: string } & { readonly other: string };
/** Those that one part says. */
export type Plurals = { readonly [message in PluralMessage]?: PluralTexts };
