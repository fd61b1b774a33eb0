import { parseJson } from '../../json/parse-json.ts';
import type { OauthServer } from './find-server.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import type { OauthSetup } from './oauth-setup.ts';

/**
 * How some token endpoints differ from RFC 6749: Notion's takes JSON, Zoom's has a grant of its own and wants to know
 * the account, Shopify's leaves out `token_type`. The requests stay what `oauth4webapi` makes; where they go stays too.
 */
export const asServerWants =
  (
    send: GuardedFetch['fetch'],
    { endpoints }: Pick<OauthServer, 'endpoints'>,
    wanted: OauthSetup['tokenRequest'],
  ): GuardedFetch['fetch'] =>
  async (url, init) => {
    const isAt = (endpoint: string | undefined): boolean =>
      endpoint !== undefined && new URL(endpoint).href === new URL(url).href;
    const asksForTokens = isAt(endpoints.token);
    if (!(init.body instanceof URLSearchParams) || !(asksForTokens || isAt(endpoints.revocation)))
      return send(url, init);
    const body = new URLSearchParams(init.body);
    if (asksForTokens && wanted !== undefined) {
      const { grantType, parameters } = wanted;
      if (grantType !== undefined && body.get('grant_type') === 'client_credentials')
        body.set('grant_type', grantType);
      for (const [name, value] of Object.entries(parameters)) body.set(name, value);
    }
    if (wanted?.encoding !== 'json') return typed(await send(url, { ...init, body }), asksForTokens);
    // A hint of the standard, which a service that does not follow it need not know.
    body.delete('token_type_hint');
    const headers = { ...init.headers, 'content-type': 'application/json' };
    const text = JSON.stringify(Object.fromEntries(body));
    return typed(await send(url, { ...init, headers, body: text }), asksForTokens);
  };

/** A token without a type is used as a bearer token, which is all that such a service can mean. */
const typed = async (answer: Response, isOfTokens: boolean): Promise<Response> => {
  if (!isOfTokens || answer.status !== 200) return answer;
  const text = await answer.text();
  const said = parseJson(text);
  const isToken = typeof said === 'object' && said !== null && 'access_token' in said;
  const body = isToken && !('token_type' in said) ? JSON.stringify({ ...said, token_type: 'bearer' }) : text;
  return new Response(body, { status: answer.status, headers: answer.headers });
};
