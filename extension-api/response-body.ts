import {
  type BodyChunk,
  type CapabilityContract,
  type Client,
  type FetchAnswer,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { giveUp } from './abortable.ts';
import { onAbort } from './on-abort.ts';

/** Statuses whose Response may have no body (Fetch standard, "null body status"). */
const nullBody = new Set([101, 103, 204, 205, 304]);

/** A Response copies the bytes that it is made from, and not those of a stream. In bytes. */
const worthPassing = 64 * 1024;

const streamOf = (bytes: Uint8Array): ReadableStream<Uint8Array> =>
  new ReadableStream(
    {
      pull: (controller) => {
        controller.enqueue(bytes);
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );

type Puller = Pick<Client<CapabilityContract>, 'readBody' | 'abort'>;

/**
 * The answer as a standard Response. `url` stays empty: the origin is the user's, not the extension's.
 * A large body is pulled: one read is under way ahead of the consumer, and the server waits while nobody reads.
 */
export const toResponse = (
  answer: FetchAnswer,
  requestId: number,
  client: Puller,
  signal: AbortSignal | undefined,
): Response => {
  const { status, headers, body } = answer;
  signal?.throwIfAborted();
  try {
    if (body.kind === 'bytes' && !nullBody.has(status)) {
      const { bytes } = body;
      return new Response(bytes.length < worthPassing ? bytes : streamOf(bytes), { status, headers });
    }
    if (body.kind === 'stream' && !nullBody.has(status)) {
      return new Response(pulledStream(requestId, client, signal), { status, headers });
    }
    const response = new Response(null, { status, headers });
    if (body.kind === 'stream') giveUp(client, requestId);
    return response;
  } catch {
    // A status or a header that no Response can have; the class's own words would quote it.
    if (body.kind === 'stream') giveUp(client, requestId);
    throw new ValetkeyError({ code: 'broken-response' });
  }
};

/**
 * A response that is dropped unread would hold its place in the broker for good. Taken at load, since a shell may
 * leave no such global. A stream with a signal is held by the signal's listener, and ends with it.
 */
const dropped = new FinalizationRegistry<{ readonly client: Puller; readonly requestId: number }>(
  ({ client, requestId }) => giveUp(client, requestId),
);

const pulledStream = (
  requestId: number,
  client: Puller,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> => {
  const token = {};
  let ended = false;
  let stopListening = (): void => undefined;
  const end = (): void => {
    ended = true;
    stopListening();
    dropped.unregister(token);
  };
  const read = (): Promise<BodyChunk> => {
    const next = client.readBody({ requestId });
    next.catch(() => undefined); // reported by `pull`, which may come later
    return next;
  };
  let ahead = read();

  const stream = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        if (!signal) return;
        stopListening = onAbort(signal, () => {
          end();
          giveUp(client, requestId);
          controller.error(signal.reason);
        });
      },
      pull: async (controller) => {
        void stream; // keeps the stream alive while somebody still pulls, whatever its class
        try {
          // A pull that brings nothing would be the last one: redaction may hold a whole piece back.
          for (let brought = false; !brought; ) {
            const { bytes, done } = await ahead;
            if (ended) return;
            brought = done || (bytes?.byteLength ?? 0) > 0;
            if (done) end();
            else ahead = read();
            if (bytes !== undefined && bytes.byteLength > 0) controller.enqueue(bytes);
            if (done) controller.close();
          }
        } catch (error) {
          end();
          throw error;
        }
      },
      cancel: () => {
        end();
        return giveUp(client, requestId);
      },
    },
    { highWaterMark: 0 },
  );
  dropped.register(stream, { client, requestId }, token);
  return stream;
};
