import { makeSay } from '../../contracts/texts/say.ts';
import { readApiDocument } from './api-document.ts';
import { draftMcp } from './draft-mcp.ts';
import { draftProvider } from './draft-provider.ts';
import type { AddressAnswer, Drafted } from './drafted.ts';
import { serversOf, serverText } from './servers.ts';

/** Reads what a server wrote, which can take minutes: only a thread that can be ended runs it (thread.ts). */
export function draftDescribed(described: AddressAnswer): Drafted {
  const [url, say] = [new URL(described.url), makeSay(described.texts)];
  if (described.kind === 'mcp') {
    const draft = draftMcp(say, url, described);
    return draft === undefined ? 'none' : [{ server: url.href, draft }];
  }
  const document = readApiDocument(described.text);
  if (document === undefined) return 'none';
  return serversOf(document, url).map((server) => ({
    server: serverText(say, server),
    draft: draftProvider(say, document, server, url),
  }));
}
