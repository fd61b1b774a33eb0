import { frameLimits, type JsonObject, ValetkeyError } from '@valetkey/api-contracts';

/** What the frame around the arguments takes of the gate's limits, and some more. */
const maxDepth = frameLimits.maxDepth - 8;
const maxNodes = frameLimits.maxNodes - 64;
const maxText = frameLimits.maxBytes - 4096;

/**
 * MCP speaks JSON, so that is what travels. A live object must not: a port clones some of them by a recipe that their
 * holder can write (broker/node/guest/web/README.md). What the gate would close the port for is an error here.
 */
export const jsonArguments = (args: JsonObject): JsonObject => {
  const text = jsonText(args);
  if (text.length > maxText) throw new ValetkeyError({ code: 'too-large', at: 'arguments' });
  const copy: unknown = JSON.parse(text);
  let nodes = 0;
  const visit = (value: unknown, depth: number): void => {
    nodes += 1;
    if (nodes > maxNodes || depth > maxDepth) throw new ValetkeyError({ code: 'too-large', at: 'arguments' });
    if (typeof value !== 'object' || value === null) return;
    if (Object.hasOwn(value, '__proto__')) throw notJson();
    for (const member of Object.values(value)) visit(member, depth + 1);
  };
  visit(copy, 0);
  if (typeof copy !== 'object' || copy === null || Array.isArray(copy)) throw notJson();
  return copy as JsonObject;
};

const jsonText = (args: unknown): string => {
  try {
    return JSON.stringify(args) ?? 'null';
  } catch {
    throw notJson();
  }
};

export const notJson = (): ValetkeyError =>
  new ValetkeyError({
    code: 'invalid-input',
    at: 'arguments',
    expected: 'must be an object of JSON, without cycles, bigints or a key __proto__',
  });
