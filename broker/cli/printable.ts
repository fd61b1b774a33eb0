import { displayText } from '../consent/display-text.ts';

/** For one cell: what an extension or a server named cannot move the cursor, colour the screen or start a line. */
export function printable(text: string, maxLength = 400): string {
  return displayText(text, maxLength);
}

const beyondAscii = /[^\x20-\x7e]/g;

/** One line of JSON in ASCII: the same value to a parser, and nothing a terminal would act upon. */
export const printableJson = (value: unknown): string => asciiOf(JSON.stringify(value));

/** In JSON every character beyond ASCII stands inside a string, where an escape means the same. */
export const asciiOf = (json: string): string =>
  json.replace(beyondAscii, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** `2026-11-24 19:46:00.123`, UTC. */
export const printableTime = (at: number): string =>
  new Date(at).toISOString().replace('T', ' ').replace('Z', '');
