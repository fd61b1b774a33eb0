import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { urlOf } from '@valetkey/api-contracts';
import type { Say } from '../../contracts/texts/say.ts';
import { htmlText } from '../../html-text.ts';
import { sameText } from '../../same-text.ts';
import { OauthError } from './oauth-error.ts';
import type { OauthSetup } from './oauth-setup.ts';

export type LoopbackListener = {
  readonly redirectUri: string;
  /** The first request whose path and state are right. The browser waits for `answer`, at most half a minute. */
  readonly callback: Promise<{ readonly url: URL; answer(succeeded: boolean): void }>;
  close(): void;
};

/**
 * What programs of this machine may hold open here without a request: beyond it the oldest one goes, so that the
 * browser always gets in. More than the system hands over at once, so that its request is read before its turn to go.
 */
const patience = { silent: 1000, headersMs: 2000 };
const waitingToBeTaken = 256;

/**
 * Where the browser comes back to (RFC 8252, 7.3): on 127.0.0.1, for one sign-in, for one answer. Everyone on this
 * machine can send requests here, and so can pages (DNS rebinding): what has not the exact host, path and state is
 * answered with an error and changes nothing. Throws OauthError 'port-taken'.
 */
export const listenOnLoopback = async (
  redirect: OauthSetup['redirect'],
  state: string,
  say: Say,
  limits: typeof patience = patience,
): Promise<LoopbackListener> => {
  let found: (value: { url: URL; answer(succeeded: boolean): void }) => void = () => undefined;
  const callback = new Promise<{ url: URL; answer(succeeded: boolean): void }>((resolve) => {
    found = resolve;
  });
  let taken = false;
  let home = '';

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    silent.delete(request.socket);
    const refuse = (status: number): void =>
      page(response, status, say.locale, say('This is not an answer that was waited for.'));
    if (request.method !== 'GET') return refuse(405);
    if (request.headers.host !== new URL(home).host) return refuse(400);
    const target = request.url ?? '';
    const url = target.length <= 8192 && target.startsWith('/') ? urlOf(target, home) : undefined;
    if (url === undefined) return refuse(400);
    if (url.pathname !== redirect.path) return refuse(404);
    const states = url.searchParams.getAll('state');
    if (states.length !== 1 || !sameText(states[0] ?? '', state) || taken) return refuse(400);
    taken = true;
    const late = setTimeout(() => reply(false), 30_000).unref();
    const reply = (succeeded: boolean): void => {
      clearTimeout(late);
      if (response.writableEnded) return;
      page(
        response,
        200,
        say.locale,
        succeeded
          ? say('You are signed in. You can close this page.')
          : say('The sign-in was not completed. You can close this page; the reason is shown in Settings.'),
      );
    };
    found({ url, answer: reply });
  };

  /** Oldest first. A connection that has sent a request is answered and then closed. */
  const silent = new Set<Socket>();
  const take = (socket: Socket): void => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
    const [oldest] = silent;
    if (silent.size > limits.silent) oldest?.destroy();
  };

  const servers: Server[] = [];
  const listen = async (address: string, port: number): Promise<number> => {
    const server = createServer(
      {
        maxHeaderSize: 16 * 1024,
        headersTimeout: limits.headersMs,
        requestTimeout: limits.headersMs,
        connectionsCheckingInterval: Math.ceil(limits.headersMs / 4),
      },
      answer,
    );
    server.on('connection', take);
    server.unref();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: address, port, exclusive: true, backlog: waitingToBeTaken }, resolve);
    });
    servers.push(server);
    const bound = server.address();
    return typeof bound === 'object' && bound !== null ? bound.port : 0;
  };
  const close = (): void => {
    for (const server of servers) server.close();
    for (const socket of silent) socket.destroy();
  };
  try {
    const port = await listen('127.0.0.1', redirect.port ?? 0);
    // A browser may try the name's other address first: then nobody else may be there.
    if (redirect.host === 'localhost') await listen('::1', port).catch(unlessMissing);
    home = `http://${redirect.host}:${port}`;
  } catch (cause) {
    close();
    throw new OauthError('port-taken', { cause: { code: (cause as { code?: unknown }).code } });
  }
  return { redirectUri: `${home}${redirect.path}`, callback, close };
};

/** This machine has no IPv6. */
const unlessMissing = (error: unknown): void => {
  const code = (error as { code?: unknown }).code;
  if (code !== 'EADDRNOTAVAIL' && code !== 'EAFNOSUPPORT') throw error;
};

/** No script, nothing loaded, and the address with the code in it is told to nobody. */
const page = (response: ServerResponse, status: number, locale: string, sentence: string): void => {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  const text = htmlText(sentence);
  response.end(
    `<!doctype html><html lang="${htmlText(locale)}"><meta charset="utf-8"><title>${text}</title><p>${text}</p></html>`,
  );
};
