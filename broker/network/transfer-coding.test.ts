import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codeOf, get, openCourier, readAll, serveRaw } from './fixtures/serving.ts';

const text = 'a body that nobody has encoded';
const chunked = (body: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`${body.length.toString(16)}\r\n`, 'latin1'),
    body,
    Buffer.from('\r\n0\r\n\r\n', 'latin1'),
  ]);

/** Answers once with these header lines and bytes, and closes: the end of a body that says nothing of its length. */
const answering = (headers: readonly string[], body: Buffer) =>
  serveRaw((socket) => {
    socket.once('data', () => {
      socket.write(['HTTP/1.1 200 OK', ...headers, 'Connection: close', '', ''].join('\r\n'), 'latin1');
      socket.end(body);
    });
  });

/** The code of the refusal, or the text that was delivered. */
const fateOf = async (headers: readonly string[], body: Buffer): Promise<unknown> => {
  const served = await answering(headers, body);
  let delivered = '';
  const code = await codeOf(
    get(openCourier(), served, '/').then(async (exchange) => {
      delivered = (await readAll(exchange.body)).toString('latin1');
    }),
  );
  return code === 'nothing was refused' ? delivered : code;
};

describe('a transfer coding', () => {
  it.each([
    'Transfer-Encoding: chunked',
    'transfer-encoding:chunked',
    'TRANSFER-ENCODING:   CHUNKED   ',
    'Transfer-Encoding: \tchunked',
  ])('a coding that only frames the body is removed: %j', async (header) => {
    expect(await fateOf([header], chunked(Buffer.from(text)))).toBe(text);
  });

  it('the coding identity changes nothing', async () => {
    expect(await fateOf(['Transfer-Encoding: identity'], Buffer.from(text))).toBe(text);
  });

  const encoded: readonly [string, Buffer][] = [
    ['gzip', gzipSync(text)],
    ['GZip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    // What an LZW coder makes of it does not matter: nothing here could look into it.
    ['compress', Buffer.from([0x1f, 0x9d, 0x90, 0x61])],
    ['x-compress', Buffer.from([0x1f, 0x9d, 0x90, 0x61])],
    ['x-unknown', Buffer.from(text)],
    ['chunked;q=1', chunked(Buffer.from(text))],
    ['chunked, identity', chunked(Buffer.from(text))],
    ['chunked, chunked', chunked(chunked(Buffer.from(text)))],
    ['chunked\t', chunked(Buffer.from(text))],
    ['chunked \t ', chunked(Buffer.from(text))],
    ['\u000bchunked', chunked(Buffer.from(text))],
    ['"chunked"', chunked(Buffer.from(text))],
    ['', Buffer.from(text)],
    [',', Buffer.from(text)],
    ['identity,', Buffer.from(text)],
  ];
  const spellings = (coding: string): readonly (readonly string[])[] => [
    [`Transfer-Encoding: ${coding}`],
    [`Transfer-Encoding: ${coding}, chunked`],
    [`transfer-encoding:${coding},chunked`],
    [`Transfer-Encoding: ${coding}`, 'Transfer-Encoding: chunked'],
    ['Transfer-Encoding: chunked', `Transfer-Encoding: ${coding}`],
    [`Transfer-Encoding: chunked, ${coding}`],
    [`Transfer-Encoding: identity, ${coding} , chunked`],
    [`Transfer-Encoding: ${coding}, chunked`, 'Content-Encoding: gzip'],
    [`Transfer-Encoding: ${coding}, chunked`, 'Content-Encoding: identity'],
  ];
  it.each(encoded)('a coding that may hide the body’s content is refused: %s', async (coding, body) => {
    for (const headers of spellings(coding)) {
      for (const sent of [body, chunked(body)]) {
        expect([headers, await fateOf(headers, sent)]).toEqual([
          headers,
          expect.stringMatching(/^(?:response-unscannable|broken-response)$/),
        ]);
      }
    }
  });

  it('the coding of an answer without a body does not matter', async () => {
    const served = await answering(['Transfer-Encoding: gzip, chunked'], Buffer.alloc(0));
    const exchange = await get(openCourier(), served, '/', { method: 'HEAD' });
    expect([exchange.status, (await readAll(exchange.body)).length]).toEqual([200, 0]);
  });
});
