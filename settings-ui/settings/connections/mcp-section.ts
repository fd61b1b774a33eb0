import { plainText } from '@valetkey/api-contracts';
import type { ConnectionView } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { dateText } from '../../date-text.ts';

/** Which revision of MCP is spoken with the server, and what the server answered that shows it. */
export function mcpSection({ mcp }: Pick<ConnectionView, 'mcp'>): TemplateResult | typeof nothing {
  return mcp === undefined
    ? nothing
    : html`<section class="mcp-server">
        <h3>MCP server</h3>
        <dl class="values">
          <dt>Calls itself</dt>
          <dd class="theirs">${plainText(mcp.server)}</dd>
          <dt>Revision</dt>
          <dd>${mcp.revision}, because ${evidenceWords(mcp.evidence)}, ${dateText(mcp.at)}</dd>
        </dl>
      </section>`;
}

const words: Readonly<Record<string, string>> = {
  discovered: 'it answered the request to describe itself (server/discover)',
  transport: 'its transport has no newer one',
  'older-versions': 'it named only older revisions',
  'no-versions': 'it named no revision when it was asked',
  ended: 'it ended when it was asked for a newer one',
  'answered-initialize': 'it answered only the older handshake',
  'rpc-32601': 'it does not know server/discover',
};

const evidenceWords = (evidence: string): string => {
  if (Object.hasOwn(words, evidence)) return words[evidence] ?? evidence;
  const status = /^http-(\d{3})$/.exec(evidence)?.[1];
  if (status !== undefined) return `it answered server/discover with HTTP status ${status}`;
  return `it refused server/discover (${plainText(evidence)})`;
};
