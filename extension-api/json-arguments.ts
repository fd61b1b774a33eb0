import {
  inputLimits,
  type JsonObject,
  largestJson,
  mcpSessionContract,
  measurePlainData,
  ValetkeyError,
} from '@valetkey/api-contracts';

const whole = inputLimits(mcpSessionContract.request);
/** Without what the message around the arguments takes, and some more. */
const limits = {
  maxDepth: whole.maxDepth - 2,
  maxNodes: whole.maxNodes - 32,
  maxBytes: largestJson - 4_096,
};

/**
 * MCP speaks JSON, so that is what travels. A live object must not: a port clones some of them by a recipe that their
 * holder can write (broker/shells/node/guest/web/README.md). What the gate would close the port for is an error here.
 */
export function jsonArguments(args: JsonObject): JsonObject {
  const copy: unknown = JSON.parse(jsonText(args));
  const size = measurePlainData(copy, limits);
  if (size === 'forbidden-key' || size === 'not-plain-data') throw notJson();
  if (typeof size === 'string') throw new ValetkeyError({ code: 'too-large', at: 'arguments' });
  if (typeof copy !== 'object' || copy === null || Array.isArray(copy)) throw notJson();
  return copy as JsonObject;
}

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
