import { hash } from 'node:crypto';
import { defined, type JsonObject, ValetkeyError } from '@valetkey/api-contracts';
import {
  listedToolName,
  type McpToolChanges,
  type McpToolEffect,
  mostListedTools,
  type ToolClaim,
} from '../contracts/mcp-tools.ts';
import { canonicalJson } from '../json/canonical-json.ts';

/** Tools of one answer to `tools/list`, scrubbed before. Throws `mcp-failed` where it is no list that could be shown. */
export const readTools = ({ tools }: JsonObject): ToolClaim[] => {
  if (!Array.isArray(tools)) throw notAList('no-tool-list');
  if (tools.length > mostListedTools) throw notAList('too-many-tools');
  return withoutDoubles(tools.map(readTool));
};

/** The same name twice, with two definitions, would let a server show one and mean the other. */
export const withoutDoubles = (tools: readonly ToolClaim[]): ToolClaim[] => {
  if (tools.length > mostListedTools) throw notAList('too-many-tools');
  const byName = new Map<string, ToolClaim>();
  for (const tool of tools) {
    const other = byName.get(tool.name);
    if (other !== undefined && other.digest !== tool.digest) throw notAList('tool-listed-twice');
    byName.set(tool.name, tool);
  }
  return [...byName.values()];
};

const notAList = (why: string): ValetkeyError => new ValetkeyError({ code: 'mcp-failed', why });

const readTool = (listed: unknown): ToolClaim => {
  if (typeof listed !== 'object' || listed === null) throw notAList('no-tool-list');
  // What a server keeps beside a tool for its own clients is not the tool, and may be another each time.
  const { _meta, ...tool } = listed as Record<string, unknown>;
  const { name, title, description, ...rest } = tool;
  if (!listedToolName.safeParse(name).success) throw notAList('tool-name');
  return {
    name: name as string,
    ...defined({ title: typeof title === 'string' ? cut(title, 200) : undefined }),
    description: typeof description === 'string' ? cut(description, 1200) : '',
    effect: effectOf(tool['annotations']),
    definition: cut(canonicalJson(rest), 2400),
    digest: hash('sha256', canonicalJson(tool)),
  };
};

const effectOf = (annotations: unknown): McpToolEffect => {
  const { readOnlyHint, destructiveHint } = (annotations ?? {}) as Record<string, unknown>;
  if (destructiveHint === true) return 'may-destroy'; // also where it says to read only: one of the two is wrong
  if (readOnlyHint === true) return 'reads';
  if (destructiveHint === false) return 'adds';
  return readOnlyHint === false ? 'may-destroy' : 'unsaid';
};

export const isSame = ({ added, removed, changed }: McpToolChanges): boolean =>
  added.length + removed.length + changed.length === 0;

/** `whole` is false for a page of a list: what is not on it may be on another. */
export const compareTools = (
  before: readonly ToolClaim[],
  now: readonly ToolClaim[],
  { whole }: { readonly whole: boolean } = { whole: true },
): McpToolChanges => {
  const then = new Map(before.map((tool) => [tool.name, tool]));
  const names = new Set(now.map(({ name }) => name));
  return {
    added: now.filter(({ name }) => !then.has(name)),
    removed: whole ? before.filter(({ name }) => !names.has(name)) : [],
    changed: now.flatMap((tool) => {
      const old = then.get(tool.name);
      return old === undefined || old.digest === tool.digest ? [] : [{ before: old, now: tool }];
    }),
  };
};

/** Whatever the order in which they were listed. */
export const digestOfTools = (tools: readonly ToolClaim[]): string =>
  hash('sha256', JSON.stringify(tools.map(({ name, digest }) => [name, digest]).sort(byName)));

const byName = ([one = '']: string[], [other = '']: string[]): number =>
  one < other ? -1 : one > other ? 1 : 0;

/** Between characters, so that no half of one is left over. */
const cut = (text: string, most: number): string => {
  if (text.length <= most) return text;
  const end = most - 1;
  return `${text.slice(0, /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) ? end - 1 : end)}…`;
};
