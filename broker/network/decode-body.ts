import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

export type Encoding = 'gzip' | 'deflate' | 'br' | 'zstd';

/** `write` answers false: do not write until `drained`. */
export type Decoder = Pick<Transform, 'write' | 'end' | 'pause' | 'resume' | 'destroy'>;

export type DecoderEvents = {
  bytes(decoded: Uint8Array): void;
  drained(): void;
  end(): void;
  failed(error: Error): void;
};

type MakeZstd = (options: { chunkSize: number }) => Transform;
const candidate: unknown = Reflect.get(zlib, 'createZstdDecompress');
const makeZstd = typeof candidate === 'function' ? (candidate as MakeZstd) : undefined;

/** Sent instead of whatever the extension would like: only what can be decoded is worth asking for. */
export const acceptEncoding = makeZstd === undefined ? 'gzip, deflate, br' : 'gzip, deflate, br, zstd';

/**
 * undefined: identity. 'unknown': an encoding that nobody asked for, or several on top of each other,
 * neither of which is worth the code that would scan it.
 */
export const encodingOf = (header: string | string[] | undefined): Encoding | 'unknown' | undefined => {
  if (header === undefined) return undefined;
  if (typeof header !== 'string') return 'unknown';
  switch (header.trim().toLowerCase()) {
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return 'gzip';
    case 'deflate':
      return 'deflate';
    case 'br':
      return 'br';
    case 'zstd':
      return makeZstd === undefined ? 'unknown' : 'zstd';
    default:
      return 'unknown';
  }
};

const chunkSize = 64 * 1024;

const makeTransform = (encoding: Encoding, first: Uint8Array): Transform => {
  switch (encoding) {
    case 'gzip':
      return zlib.createGunzip({ chunkSize });
    case 'deflate':
      // RFC 9110 means zlib's format; some servers send bare deflate. The first byte tells (RFC 1950, CM = 8).
      return ((first[0] ?? 0) & 0x0f) === 8
        ? zlib.createInflate({ chunkSize })
        : zlib.createInflateRaw({ chunkSize });
    case 'br':
      return zlib.createBrotliDecompress({ chunkSize });
    case 'zstd': {
      if (makeZstd === undefined) throw new TypeError('zstd is not in this zlib');
      return makeZstd({ chunkSize });
    }
  }
};

/** Bounds nothing itself: the consumer that counts its output destroys it. Holds at most two chunks undelivered. */
export const makeDecoder = (encoding: Encoding, first: Uint8Array, events: DecoderEvents): Decoder => {
  const transform = makeTransform(encoding, first);
  transform.on('data', events.bytes);
  transform.on('drain', events.drained);
  transform.on('end', events.end);
  transform.on('error', events.failed);
  return transform;
};
