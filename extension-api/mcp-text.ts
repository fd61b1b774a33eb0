import type { McpToolResult } from './author-types.ts';

/** The text parts of a tool's answer, one after the other on lines of their own; images, audio and links are left out. */
export const textOf = ({ content }: Pick<McpToolResult, 'content'>): string =>
  content.flatMap(({ type, text }) => (type === 'text' && typeof text === 'string' ? [text] : [])).join('\n');
