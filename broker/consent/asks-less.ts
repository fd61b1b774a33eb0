import { asksEachCall, type McpAsking, type McpToolEffect, mcpToolEffect } from '../contracts/mcp-tools.ts';

/** No tool's name: `listedToolName` has at least one character. It stands for every tool that neither rule names. */
const anyOther = '';

/** Whether the person would not be asked any more before some call of some tool, known or yet to come. */
export function asksLess(before: McpAsking | undefined, now: McpAsking | undefined): boolean {
  if (before === undefined) return false;
  const named = [before, now].flatMap((one) => (one === undefined ? [] : [...one.always, ...one.never]));
  const effects: readonly McpToolEffect[] = mcpToolEffect.options;
  return [anyOther, ...named].some((name) =>
    effects.some((effect) => asksEachCall(before, { name, effect }) && !asksEachCall(now, { name, effect })),
  );
}
