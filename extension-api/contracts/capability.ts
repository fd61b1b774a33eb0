import { z } from 'zod';
import { attenuation, caveats } from './access.ts';
import { method, nothing, port } from './contract.ts';
import { bodyChunk, fetchAnswer, fetchRequest, largestFetchJson, requestId } from './fetch.ts';
import { instant, providerId } from './ids.ts';
import { mcpHandshake, mcpOffers } from './mcp-session.ts';

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

/**
 * What the holder of a handle may call. There is no `dispose`: giving the authority back is closing the port.
 * Nothing here names a connection, a host's credential or a person.
 */
export const capabilityContract = {
  describe: method({ input: nothing, result: capabilityDescription }),
  fetch: method({
    input: fetchRequest,
    bytesIn: ['body'],
    largestInput: largestFetchJson,
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
  /** Opens a session of its own with the connection's MCP server, with a port of its own: `mcpSessionContract`. */
  mcpOpen: method({
    input: z.strictObject({
      offers: mcpOffers.default({}),
      /** To speak to the server in, e.g. `2025-06-18`; the broker's newest when it does not know it. */
      protocolVersion: z.string().max(20).optional(),
    }),
    result: z.strictObject({ port, handshake: mcpHandshake }),
    transfers: (result) => [result.port],
  }),
} as const;
export type CapabilityContract = typeof capabilityContract;
