import type { CapabilityContract, Client, FetchAnswer } from '@valetkey/api-contracts';

/** Statuses whose Response may have no body (Fetch standard, "null body status"). */
const nullBody = new Set([101, 103, 204, 205, 304]);

/**
 * The answer as a standard Response. `url` stays empty: the origin is the user's, not the extension's.
 * A large body is pulled: one read is under way ahead of the consumer, and the server waits while nobody reads.
 */
export const toResponse = (
  answer: FetchAnswer,
  requestId: number,
  client: Client<CapabilityContract>,
  signal: AbortSignal | undefined,
): Response => {
  const init = { status: answer.status, headers: answer.headers };
  const { body } = answer;
  if (body.kind === 'none' || nullBody.has(answer.status)) return new Response(null, init);
  if (body.kind === 'bytes') return new Response(body.bytes, init);
  return new Response(pulledStream(requestId, client, signal), init);
};

const pulledStream = (
  requestId: number,
  client: Client<CapabilityContract>,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> => {
  const read = () => {
    const next = client.readBody({ requestId });
    next.catch(() => undefined); // reported by `pull`, which may come later
    return next;
  };
  let ahead: ReturnType<typeof read> | undefined = read();
  let stopListening = (): void => undefined;

  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const abort = (): void => {
          client.abort({ requestId }).catch(() => undefined);
          controller.error(signal?.reason);
        };
        signal?.addEventListener('abort', abort, { once: true });
        stopListening = () => signal?.removeEventListener('abort', abort);
      },
      pull: async (controller) => {
        const chunk = await (ahead ?? read()).catch((error: unknown) => {
          stopListening();
          throw error;
        });
        ahead = chunk.done ? undefined : read();
        if (chunk.bytes !== undefined && chunk.bytes.byteLength > 0) controller.enqueue(chunk.bytes);
        if (!chunk.done) return;
        stopListening();
        controller.close();
      },
      cancel: async () => {
        stopListening();
        await client.abort({ requestId }).catch(() => undefined);
      },
    },
    { highWaterMark: 0 },
  );
};
