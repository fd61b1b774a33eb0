import type { Dispatcher } from 'undici';
import { type BodyQueue, type BodySource, longestPiece, makeBodyQueue, patienceMs } from './body-queue.ts';
import { type Decoder, type Encoding, encodingOf, makeDecoder } from './decode-body.ts';
import type { NetworkLimits } from './limits.ts';
import { NetworkError } from './network-error.ts';
import type { RawHeaders } from './response-headers.ts';
import type { Scrubbed, ScrubStream } from './scrub.ts';
import { isOnlyFramed } from './transfer-coding.ts';

/** The receiving end of one answer that is not a redirect. */
export type DecodedAnswer = {
  readonly body: Scrubbed<BodySource>;
  /** Judges the headers; called once, before anything is received. */
  start(): void;
  received(chunk: Uint8Array): void;
  ended(): void;
  failed(error: Error): void;
};

export type AnswerHead = {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly bodiless: boolean;
};

export type AnswerEvents = {
  /** Once: the caller can have the answer now. Small bodies are complete by then. */
  ready(): void;
  /** Once, and nothing follows: the end was delivered. */
  done(): void;
  /** Once, instead of `done`: give up on the socket. */
  broken(error: NetworkError): void;
};

const small = 64 * 1024;
const ratioFreeBytes = 1024 * 1024;
/** A view costs a hundred bytes, and around each of a thousand markers there are two. */
const mostPieces = 16;

export function makeAnswer(
  head: AnswerHead,
  controller: Dispatcher.DispatchController,
  limits: NetworkLimits,
  scrub: ScrubStream,
  signal: Pick<AbortSignal, 'aborted'>,
  events: AnswerEvents,
): DecodedAnswer {
  const encoding = head.bodiless ? undefined : encodingOf(head.headers['content-encoding']);
  const announced = lengthOf(head.headers['content-length']);
  let arrived = 0;
  let delivered = 0;
  let decoder: Decoder | undefined;
  let over = false;
  let arrivedWhole = false;
  let isReady = false;
  let impatience: NodeJS.Timeout | undefined;

  const ready = (): void => {
    if (isReady) return;
    isReady = true;
    clearTimeout(impatience);
    events.ready();
  };
  const stop = (error: NetworkError): void => {
    if (over) return;
    over = true;
    clearTimeout(impatience);
    decoder?.destroy();
    queue.fail(error);
    events.broken(error);
  };
  const queue: BodyQueue = makeBodyQueue(
    {
      pause: () => (decoder ?? controller).pause(),
      resume: () => (decoder ?? controller).resume(),
      cancel: () => stop(new NetworkError('aborted')),
    },
    signal,
    announced !== undefined && !isFeed(head.headers),
  );

  const deliver = (decoded: Uint8Array): void => {
    if (over) return;
    delivered += decoded.byteLength;
    if (delivered > limits.maxResponseBytes || isBomb(arrived, delivered, limits.maxDecodedRatio)) {
      return stop(new NetworkError('response-too-large', { why: 'body' }));
    }
    scrubbed(() => scrub.push(decoded));
    if (queue.full) ready();
  };
  const finish = (): void => {
    if (over) return;
    scrubbed(() => scrub.end());
    if (over) return;
    over = true;
    queue.end();
    events.done();
    ready();
  };
  /** A scrubber that fails leaves bytes unscanned: they are not delivered. */
  const scrubbed = (work: () => readonly Uint8Array[]): void => {
    try {
      const pieces = work();
      if (pieces.length > mostPieces) queue.push(Buffer.concat(pieces));
      else for (const piece of pieces) queue.push(piece);
    } catch (cause) {
      // More than it looks at in one piece.
      if (cause instanceof RangeError) stop(new NetworkError('response-too-large', { why: 'body' }));
      else stop(new NetworkError('response-unscannable', { why: 'scrub', cause }));
    }
  };

  const decode = (kind: Encoding, chunk: Uint8Array): void => {
    decoder ??= makeDecoder(kind, chunk, {
      bytes: deliver,
      drained: () => controller.resume(),
      end: () => {
        finish();
        // What follows the end of the encoded body is nobody's, and may go on without one.
        if (!arrivedWhole) controller.abort(new NetworkError('aborted'));
      },
      failed: (cause) => stop(new NetworkError('broken-response', { why: 'encoding', cause })),
    });
    if (!decoder.write(chunk)) controller.pause();
  };

  return {
    body: queue.source as Scrubbed<BodySource>,
    start() {
      if (encoding === 'unknown') {
        stop(new NetworkError('response-unscannable', { why: 'encoding' }));
      } else if (!head.bodiless && !isOnlyFramed(head.headers['transfer-encoding'])) {
        stop(new NetworkError('response-unscannable', { why: 'transfer-encoding' }));
      } else if (!head.bodiless && announced !== undefined && announced > limits.maxResponseBytes) {
        stop(new NetworkError('response-too-large', { why: 'content-length' }));
      } else if (!head.bodiless && !isSmall(head.headers, announced)) {
        // Nothing says how long it will be: what comes in this turn of the loop comes along.
        if (announced === undefined) setImmediate(ready);
        // A near server has sent all of it by then, and a far one's first bytes are worth something.
        else if (queue.source.steady && announced <= longestPiece) impatience = setTimeout(ready, patienceMs);
        else ready();
      }
    },
    received(chunk) {
      if (over) return;
      arrived += chunk.byteLength;
      // Encoded bytes count too: empty blocks decode to nothing, forever.
      if (arrived > limits.maxResponseBytes) stop(new NetworkError('response-too-large', { why: 'body' }));
      else if (encoding === undefined || encoding === 'unknown') deliver(chunk);
      else decode(encoding, chunk);
    },
    ended() {
      arrivedWhole = true;
      if (decoder === undefined) finish();
      else decoder.end();
    },
    failed: stop,
  };
}

const lengthOf = (header: string | string[] | undefined): number | undefined =>
  typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined;

const isSmall = (headers: RawHeaders, announced: number | undefined): boolean =>
  announced !== undefined && announced <= small && !isFeed(headers);

/** Server-sent events: each is worth something at once. */
const isFeed = (headers: RawHeaders): boolean =>
  String(headers['content-type']).startsWith('text/event-stream');

const isBomb = (arrived: number, delivered: number, ratio: number | undefined): boolean =>
  ratio !== undefined && delivered > ratioFreeBytes && delivered > arrived * ratio;
