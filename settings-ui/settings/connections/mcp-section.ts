import { plainText } from '@valetkey/api-contracts';
import type { ConnectionView, Message } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { dateText } from '../../date-text.ts';
import { say } from '../../say.ts';

/** Which revision of MCP is spoken with the server, and what the server answered that shows it. */
export function mcpSection({ mcp }: Pick<ConnectionView, 'mcp'>): TemplateResult | typeof nothing {
  return mcp === undefined
    ? nothing
    : html`<section class="mcp-server">
        <h3>${say('MCP server')}</h3>
        <dl class="values">
          <dt>${say('Calls itself')}</dt>
          <dd class="theirs">${plainText(mcp.server)}</dd>
          <dt>${say('Revision')}</dt>
          <dd>${evidenceText(mcp)}</dd>
        </dl>
      </section>`;
}

const sentences = {
  discovered: '{revision}, because it answered the request to describe itself (server/discover), {when}',
  transport: '{revision}, because its transport has no newer one, {when}',
  'older-versions': '{revision}, because it named only older revisions, {when}',
  'no-versions': '{revision}, because it named no revision when it was asked, {when}',
  ended: '{revision}, because it ended when it was asked for a newer one, {when}',
  'answered-initialize': '{revision}, because it answered only the older handshake, {when}',
  'rpc-32601': '{revision}, because it does not know server/discover, {when}',
} as const satisfies Record<string, Message>;

const isKnown = (evidence: string): evidence is keyof typeof sentences => Object.hasOwn(sentences, evidence);

const evidenceText = ({ evidence, revision, at }: NonNullable<ConnectionView['mcp']>): string => {
  const values = { revision, when: dateText(at) };
  if (isKnown(evidence)) return say(sentences[evidence], values);
  const status = /^http-(\d{3})$/.exec(evidence)?.[1];
  if (status !== undefined)
    return say('{revision}, because it answered server/discover with HTTP status {status}, {when}', {
      ...values,
      status,
    });
  return say('{revision}, because it refused server/discover ({evidence}), {when}', {
    ...values,
    evidence: plainText(evidence),
  });
};
