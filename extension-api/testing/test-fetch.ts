import {
  type CapabilityContract,
  defined,
  type Facet,
  type FetchRequest,
  urlOf,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { admitsMethod, admitsPath, misread } from './admits.ts';
import { answerOf, type OpenBody } from './answer-body.ts';
import { type Level, takeUse } from './level.ts';
import type { Service } from './service.ts';

type FetchFacet = Pick<Facet<CapabilityContract>, 'fetch' | 'readBody' | 'abort'> & {
  readonly end: () => void;
};

/** Requests of one capability: judged by its caveats in the broker's order, recorded, then answered by the test. */
export function testFetch(levels: readonly Level[], provider: string, service: Service): FetchFacet {
  const underWay = new Map<number, AbortController>();
  const bodies = new Map<number, OpenBody>();

  const send = async (request: FetchRequest, signal: AbortSignal) => {
    const { method, target, headers, body } = request;
    const caveats = levels.map((level) => level.caveats);
    if (!admitsMethod(caveats, method))
      throw new ValetkeyError({ code: 'caveat-refused', caveat: 'methods' });
    const url = destinationOf(target, service.origin);
    const why = misread(caveats, url.pathname);
    if (why !== undefined) throw new ValetkeyError({ code: 'destination-refused', why });
    if (!admitsPath(caveats, url.pathname))
      throw new ValetkeyError({ code: 'caveat-refused', caveat: 'paths' });
    if (body !== undefined && (method === 'GET' || method === 'HEAD')) {
      throw new ValetkeyError({ code: 'body-refused' });
    }
    takeUse(levels);
    service.record({
      provider,
      method,
      target,
      headers: Object.fromEntries(headers),
      ...defined({ body }),
    });
    const init = { method, headers, signal, ...defined({ body }) };
    return answerOf(await service.respond(new Request(url, init)));
  };

  const abort = (requestId: number): void => {
    underWay.get(requestId)?.abort();
    bodies.get(requestId)?.cancel();
    bodies.delete(requestId);
  };

  return {
    fetch: async (request) => {
      const { requestId } = request;
      const controller = new AbortController();
      underWay.set(requestId, controller);
      try {
        const { answer, open } = await send(request, controller.signal);
        if (controller.signal.aborted) open?.cancel();
        else if (open !== undefined) bodies.set(requestId, open);
        return answer;
      } catch (error) {
        throw controller.signal.aborted ? new ValetkeyError({ code: 'aborted' }, error) : error;
      } finally {
        underWay.delete(requestId);
      }
    },
    readBody: async ({ requestId }) => {
      const chunk = await bodies.get(requestId)?.read();
      if (chunk === undefined) throw new ValetkeyError({ code: 'not-found' });
      if (chunk.done) bodies.delete(requestId);
      return chunk;
    },
    abort: ({ requestId }) => {
      abort(requestId);
      return {};
    },
    end: () => {
      for (const requestId of [...underWay.keys(), ...bodies.keys()]) abort(requestId);
    },
  };
}

const destinationOf = (target: string, origin: string): URL => {
  // As the broker: what has neither is a slip, which `URL` would forgive.
  const isPlain = target.startsWith('/') || /^https?:/i.test(target);
  const url = isPlain ? urlOf(target, origin) : undefined;
  if (url === undefined) throw new ValetkeyError({ code: 'destination-refused', why: 'malformed' });
  if (url.origin !== origin) throw new ValetkeyError({ code: 'destination-refused', why: 'foreign-origin' });
  return url;
};
