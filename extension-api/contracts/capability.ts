import { z } from 'zod';
import { attenuation, caveats } from './access.ts';
import { method, nothing, port } from './contract.ts';
import { bodyChunk, fetchAnswer, fetchRequest, requestId } from './fetch.ts';
import { instant, providerId } from './ids.ts';
import {
  mcpPage,
  mcpPrompt,
  mcpPromptList,
  mcpResourceContents,
  mcpResourceList,
  mcpServerInfo,
  mcpToolCall,
  mcpToolList,
  mcpToolResult,
} from './mcp.ts';

export const capabilityDescription = z.strictObject({
  provider: providerId,
  /** All caveats in force, the handle's own and those of every handle it came from. */
  caveats: z.array(caveats).min(1),
  usesLeft: z.int().nonnegative().optional(),
  endsAt: instant.optional(),
});
export type CapabilityDescription = z.output<typeof capabilityDescription>;

/** Moving a buffer costs more than copying a small one. */
const worthMoving = ({ buffer }: Uint8Array<ArrayBuffer>): readonly ArrayBuffer[] =>
  buffer.byteLength > 16 * 1024 ? [buffer] : [];

/** Bounded well under what the gate admits: a prompt that is too long is an error, not a closed port. */
const promptArguments = z
  .record(z.string().max(256), z.string().max(64 * 1024))
  .refine((values) => Object.keys(values).length <= 64, 'must be at most 64 arguments');

/**
 * What the holder of a handle may call. There is no `dispose`: giving the authority back is closing the port.
 * Nothing here names a connection, a host's credential or a person.
 */
export const capabilityContract = {
  describe: method({ input: nothing, result: capabilityDescription }),
  fetch: method({
    input: fetchRequest,
    result: fetchAnswer,
    transfers: (answer) => (answer.body.kind === 'bytes' ? worthMoving(answer.body.bytes) : []),
  }),
  readBody: method({
    input: z.strictObject({ requestId }),
    result: bodyChunk,
    transfers: (chunk) => (chunk.bytes === undefined ? [] : worthMoving(chunk.bytes)),
  }),
  abort: method({ input: z.strictObject({ requestId }), result: nothing, relieves: true }),
  attenuate: method({
    input: attenuation,
    result: z.strictObject({ port }),
    transfers: (result) => [result.port],
  }),
  mcpOpen: method({ input: nothing, result: mcpServerInfo }),
  mcpListTools: method({ input: mcpPage, result: mcpToolList }),
  mcpCallTool: method({ input: mcpToolCall, result: mcpToolResult }),
  mcpListResources: method({ input: mcpPage, result: mcpResourceList }),
  mcpReadResource: method({
    input: z.strictObject({ uri: z.string().min(1).max(4096) }),
    result: mcpResourceContents,
  }),
  mcpListPrompts: method({ input: mcpPage, result: mcpPromptList }),
  mcpGetPrompt: method({
    input: z.strictObject({
      name: z.string().min(1).max(256),
      arguments: promptArguments.default({}),
    }),
    result: mcpPrompt,
  }),
} as const;
export type CapabilityContract = typeof capabilityContract;
