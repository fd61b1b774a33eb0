import type { JsonObject } from '@valetkey/api-contracts';
import { displayBegin } from '../consent/display-text.ts';
import type { McpCall, ToolClaim } from '../contracts/mcp-tools.ts';
import { isObject } from '../json/is-object.ts';

const mostParts = 40;
const longestName = 160;
const longestValue = 400;
/** Far beyond what is shown: nobody searches megabytes of it for a secret. */
const longestScrubbed = 32 * 1024;

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
  const sources = [
    isObject(given) ? membersOf('arguments.', given) : partOf('arguments', given),
    isObject(meta) ? membersOf('_meta.', moreMeta) : partOf('_meta', meta),
    quotedWhereDotted(membersOf('', others)),
  ];
  const shown = sources.flatMap(({ parts }) => parts).slice(0, mostParts);
  const all = sources.reduce((sum, { count }) => sum + count, 0);
  const show = ({ of, name, value }: Part): McpCall['parts'][number] => {
    const shownName = displayBegin(scrubText(`${of}${name.slice(0, longestScrubbed)}`), longestName);
    const nameLeft = shownName.cut + Math.max(0, name.length - longestScrubbed);
    const { json, left } = jsonBeginOf(value);
    const written = displayBegin(scrubText(json), longestValue);
    return { name: shownName.text, value: written.text, cut: nameLeft + written.cut + left };
  };
  return {
    tool,
    parts: shown.map(show),
    more: all - shown.length,
  };
};

type Part = { readonly of: string; readonly name: string; readonly value: unknown };
type Parts = { readonly parts: readonly Part[]; readonly count: number };

const partOf = (name: string, value: unknown): Parts =>
  value === undefined ? { parts: [], count: 0 } : { parts: [{ of: '', name, value }], count: 1 };

/** Of thousands no more are taken out than can be shown. */
const membersOf = (of: string, value: JsonObject): Parts => {
  const names = Object.keys(value);
  const parts = names.slice(0, mostParts).map((name) => ({ of, name, value: value[name] }));
  return { parts, count: names.length };
};

/** Beside `arguments.path`, which is an argument, nothing else can have that name. */
const quotedWhereDotted = ({ parts, count }: Parts): Parts => {
  const quoted = (name: string): string => (/[."]/.test(name) ? JSON.stringify(name) : name);
  return { parts: parts.map(({ of, name, value }) => ({ of, name: quoted(name), value })), count };
};

/** The beginning of a value as JSON, and how much there is beyond it; of a long text no more is written out. */
const jsonBeginOf = (value: unknown): { readonly json: string; readonly left: number } => {
  if (typeof value === 'string' && value.length > longestScrubbed) {
    const json = JSON.stringify(value.slice(0, longestScrubbed)).slice(0, -1);
    return { json, left: value.length - longestScrubbed + 1 };
  }
  const json = JSON.stringify(value) ?? 'undefined';
  return { json: json.slice(0, longestScrubbed), left: Math.max(0, json.length - longestScrubbed) };
};
