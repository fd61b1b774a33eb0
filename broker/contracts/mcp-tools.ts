import { digest } from '@valetkey/api-contracts';
import { z } from 'zod';
import type { Message } from './texts/message.ts';

/**
 * What a tool does, as its server says: annotations are claims, and nobody has checked them. `unsaid` is a tool without
 * annotations, which by the specification's defaults may change and destroy (2025-11-25, ToolAnnotations).
 */
export const mcpToolEffect = z.enum(['reads', 'adds', 'may-destroy', 'unsaid']);
export type McpToolEffect = z.output<typeof mcpToolEffect>;

/** A server may name its tools as it likes; what it lists beyond these bounds is refused as a whole. */
export const listedToolName = z.string().min(1).max(256);
export const mostListedTools = 512;

/** One tool of a server's list, scrubbed, in the server's own words. Texts are cut; the digest covers all of them. */
export const toolClaim = z.strictObject({
  name: listedToolName,
  title: z.string().max(200).optional(),
  description: z.string().max(1200),
  effect: mcpToolEffect,
  /** The rest of its definition as JSON: schemas, annotations, what else there is. */
  definition: z.string().max(2400),
  digest,
});
export type ToolClaim = z.output<typeof toolClaim>;

const tools = z.array(toolClaim).max(mostListedTools);

/** From a list that was agreed to, to one that the server gave later. */
export const mcpToolChanges = z.strictObject({
  added: tools,
  removed: tools,
  changed: z.array(z.strictObject({ before: toolClaim, now: toolClaim })).max(mostListedTools),
});
export type McpToolChanges = z.output<typeof mcpToolChanges>;

/**
 * Before which tools' calls the user is asked, each time. `destructive` is each tool that its server does not say to be
 * harmless; single tools are taken out of the rule by name, in either direction.
 */
export const mcpAsking = z.strictObject({
  rule: z.enum(['every', 'destructive', 'none']),
  always: z.array(listedToolName).max(mostListedTools).default([]),
  never: z.array(listedToolName).max(mostListedTools).default([]),
});
export type McpAsking = z.output<typeof mcpAsking>;

export const asksEachCall = (
  asking: McpAsking | undefined,
  { name, effect }: Pick<ToolClaim, 'name' | 'effect'>,
): boolean => {
  if (asking === undefined) return false;
  if (asking.always.includes(name)) return true;
  if (asking.never.includes(name)) return false;
  return asking.rule === 'every' || (asking.rule === 'destructive' && mayDestroy(effect));
};

export const mayDestroy = (effect: McpToolEffect): boolean => effect === 'may-destroy' || effect === 'unsaid';

/** The same rule with one tool asked about, or not. */
export const withToolAsked = (
  { rule, always, never }: McpAsking,
  tool: Pick<ToolClaim, 'name' | 'effect'>,
  asked: boolean,
): McpAsking => {
  const others = (names: readonly string[]): string[] => names.filter((name) => name !== tool.name);
  const bare: McpAsking = { rule, always: others(always), never: others(never) };
  if (asksEachCall(bare, tool) === asked) return bare;
  return asked
    ? { ...bare, always: [...bare.always, tool.name] }
    : { ...bare, never: [...bare.never, tool.name] };
};

/** What "Always allow" means where the user changes nothing. The reason is in docs/decisions/0016. */
export const askingByDefault: McpAsking = { rule: 'destructive', always: [], never: [] };

/** What a call would send, in its parts. */
export const callPart = z.strictObject({
  /** `arguments.path`, a member of the call beside its arguments, or a header. */
  name: z.string().max(200),
  /** JSON, or a header's value, with what has no shape of its own as escapes. */
  value: z.string().max(1000),
  /** Characters that are not shown. */
  cut: z.int().nonnegative(),
});

/** One call of a tool that the user is asked about: all that would be sent, in bounds, and what was cut is counted. */
export const mcpCall = z.strictObject({
  tool: toolClaim,
  parts: z.array(callPart).max(40),
  /** Parts that are not shown. */
  more: z.int().nonnegative(),
});
export type McpCall = z.output<typeof mcpCall>;

/** For people: what the server says, as what it says. */
export const toolEffectWords = {
  reads: 'claims to only read',
  adds: 'claims to change but not delete',
  'may-destroy': 'claims that it may change or delete',
  unsaid: 'makes no claim, so it may change or delete',
} as const satisfies Readonly<Record<McpToolEffect, Message>>;
