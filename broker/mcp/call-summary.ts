import type { JsonObject, McpCall, ToolClaim } from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';

const mostParts = 40;
const longestName = 160;
const longestValue = 400;
/** Far beyond what is shown: nobody searches megabytes of it for a secret. */
const longestScrubbed = 64 * 1024;

/**
 * Everything that a call would send, as a person may read it: each argument as JSON, so that quotes and breaks of a text
 * cannot pass for ours, what has no shape as escapes, and what does not fit counted.
 */
export const summaryOfCall = (
  tool: ToolClaim,
  params: JsonObject,
  scrubText: (text: string) => string,
): McpCall => {
  const { name: _, arguments: given, _meta: meta, ...others } = params;
  const { progressToken: __, ...moreMeta } = isObject(meta) ? meta : {};
  const parts: (readonly [string, unknown])[] = [
    ...membersOf('arguments', given),
    ...membersOf('_meta', moreMeta),
    ...(isObject(meta) || meta === undefined ? [] : [['_meta', meta] as const]),
    ...Object.entries(others),
  ];
  return {
    tool,
    parts: parts.slice(0, mostParts).map(([name, value]) => {
      const whole = JSON.stringify(value) ?? 'undefined';
      const written = begin(scrubText(whole.slice(0, longestScrubbed)), longestValue);
      const cut = written.cut + Math.max(0, whole.length - longestScrubbed);
      const shown = begin(scrubText(name.slice(0, longestScrubbed)), longestName);
      return { name: shown.text, value: written.text, cut };
    }),
    more: Math.max(0, parts.length - mostParts),
  };
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const membersOf = (of: string, value: unknown): (readonly [string, unknown])[] => {
  if (value === undefined) return [];
  if (!isObject(value)) return [[of, value]];
  return Object.entries(value).map(([name, inner]) => [`${of}.${name}`, inner]);
};

/** Composing makes one of four at most. */
const composed = 4;

/** What is never shown is not written out either: 16 MB of what has no shape would hold everybody up for seconds. */
const begin = (whole: string, most: number): { readonly text: string; readonly cut: number } => {
  const head = whole.slice(0, composed * most);
  const written = displayText(head, Number.POSITIVE_INFINITY);
  const text = written.slice(0, most);
  return { text, cut: written.length - text.length + whole.length - head.length };
};
