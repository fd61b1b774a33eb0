import { displayText } from '../consent/display-text.ts';
import type { AuditEvent } from '../contracts/audit.ts';

const longestPath = 2048;

/**
 * Where a refused request wanted to go, for the log: without user, password, query and fragment, scrubbed, escaped, and
 * cut. Nothing is sent there, so nothing is decided here: a target that is no address is shown as it was written.
 *
 * @param scrub takes the connection's secrets out; undefined where it cannot know them, and then nothing is shown
 */
export function placeAsked(
  target: string,
  scrub: (text: string) => string | undefined,
): Pick<AuditEvent, 'origin' | 'path'> {
  // Before it is taken apart: a secret may have a slash or a question mark in it.
  const text = scrub(target.slice(0, 4 * longestPath))?.replace(/[?#].*$/su, '');
  if (text === undefined) return {};
  const [, scheme, authority, path = ''] = /^([a-z][a-z0-9+.-]*:)[/\\]{2}([^/\\]*)(.*)$/isu.exec(text) ?? [];
  if (scheme === undefined || authority === undefined) return { path: displayText(text, longestPath) };
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return { origin: displayText(`${scheme}//${host}`, 300), path: displayText(path, longestPath) };
}
