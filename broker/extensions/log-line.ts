import { displayText } from '../consent/display-text.ts';

const longestLine = 8_000;

/** For a terminal: what an extension or a server wrote moves no cursor, and no line of it looks like one of ours. */
export const terminalText = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => displayText(line, longestLine))
    .join('\n  ');

/** What an extension says, or what is said of it, where only such lines begin so. */
export const spokenLine = (who: string, level: string, text: string): string =>
  `[${who}] ${level === 'info' ? '' : `${level}: `}${terminalText(text)}`;

export function logLine(level: 'info' | 'warn' | 'error', text: string, cause?: unknown): string {
  const why = cause instanceof Error ? `\n${cause.stack ?? cause.message}` : '';
  return `valetkey ${level}: ${terminalText(text + why)}\n`;
}
