import { makeSay } from '../../contracts/texts/say.ts';
import { readApiDocument } from './api-document.ts';
import { draftMcp } from './draft-mcp.ts';
import { draftProvider } from './draft-provider.ts';
import type { AddressAnswer, Drafted, ProviderDraft } from './drafted.ts';
import { serversOf, serverText } from './servers.ts';

/** Reads what a server wrote, which can take minutes: only a thread that can be ended runs it (thread.ts). */
export function draftDescribed(described: AddressAnswer): Drafted {
  const [url, say] = [new URL(described.url), makeSay(described.texts)];
  if (described.kind === 'mcp') {
    const draft = draftMcp(say, url, described);
    return draft === undefined ? 'none' : withinLength([{ server: url.href, draft: () => draft }]);
  }
  const document = readApiDocument(described.text);
  if (document === undefined) return 'none';
  return withinLength(
    serversOf(document, url).map((server) => ({
      server: serverText(say, server),
      draft: () => draftProvider(say, document, server, url),
    })),
  );
}

/** Of all drafts together, in characters of JSON: main reads it within milliseconds. */
const longestDrafts = 1_000_000;

/** One after the other: forty times a long document would not fit into memory. */
const withinLength = (
  servers: readonly { readonly server: string; readonly draft: () => ProviderDraft }[],
): Drafted => {
  const drafts: Exclude<Drafted, string>[number][] = [];
  let left = longestDrafts;
  for (const { server, draft } of servers) {
    const one = { server, draft: draft() };
    left -= JSON.stringify(one).length;
    if (left < 0) return 'too-long';
    drafts.push(one);
  }
  return drafts;
};
