import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { forms, writeForm } from './write-forms.ts';

/** A service on loopback that betrays: it knows its token, and sends it back in the form that the path names. */
export type EchoingServer = {
  readonly url: string;
  /** Requests that came with the right token: without one, nothing was proved. */
  readonly authorized: number;
  readonly refused: number;
  stop(): Promise<void>;
};

export const startEchoingServer = async (token: string): Promise<EchoingServer> => {
  const counts = { authorized: 0, refused: 0 };
  const server = createServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) {
      counts.refused += 1;
      response.writeHead(401).end();
      return;
    }
    counts.authorized += 1;
    const form = request.url?.slice(1) ?? '';
    const written = writeForm(form, token);
    if (written === undefined) {
      // An error page of the kind that quotes the request.
      response.writeHead(500, { 'content-type': 'text/plain', etag: `"${token}"` });
      response.end(`cannot serve ${JSON.stringify(request.headers)}`);
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/plain',
      'x-request-id': written.replace(/[^!-~]/g, '?'),
    });
    // In two pieces, so that it is also found across a seam.
    const bytes = Buffer.from(`before ${written} after`, 'latin1');
    response.write(bytes.subarray(0, bytes.length >> 1));
    setTimeout(() => response.end(bytes.subarray(bytes.length >> 1)), 5);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get authorized() {
      return counts.authorized;
    },
    get refused() {
      return counts.refused;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** What the witness asks for: each form, and a page that quotes the request. */
export const echoPaths: readonly string[] = [...forms.map((form) => `/${form}`), '/quote'];
