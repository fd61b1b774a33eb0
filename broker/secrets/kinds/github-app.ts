import type { SignedJwt } from '@valetkey/api-contracts';
import { plaintextOf } from '../vault/plaintext.ts';
import { exchangeJwt } from './exchange-jwt.ts';
import { fill } from './fill.ts';
import { asHeaderValue } from './header-value.ts';
import { dropRefused, type HeldToken, noToken, renew, tokenForms, tokenOf } from './held-token.ts';
import type { AuthOf, CredentialKind } from './kind.ts';
import { type Minted, mintJwt } from './mint-jwt.ts';
import { problemOf } from './of-a-secret.ts';
import { setHeader } from './set-header.ts';
import { signingKeyForms, signingKeyProblem } from './signing-key.ts';

type GithubApp = AuthOf<'githubApp'>;

/** "Authenticating as a GitHub App installation": RS256, issued by the App, at most ten minutes. */
const appToken = ({ key, appId }: GithubApp): SignedJwt => ({
  key,
  algorithm: 'RS256',
  keyEncoding: 'text',
  uniqueId: false,
  claims: { iss: appId },
  lifetimeSeconds: 540,
});

export const githubApp: CredentialKind<GithubApp, HeldToken> = {
  reserves: () => ({ headers: ['authorization'], query: [] }),
  remember: noToken,
  ready: (auth, values, held, powers) =>
    renew(held, powers, (errand) =>
      exchangeJwt(
        (at) => mintJwt(appToken(auth), values, at, errand),
        (assertion) => {
          const installation = encodeURIComponent(fill(auth.installationId, values));
          return {
            target: `${auth.base ?? ''}/app/installations/${installation}/access_tokens`,
            headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${assertion}` },
          };
        },
        readInstallationToken,
        held.clocks,
        errand,
      ),
    ),
  inject(_auth, _values, { headers }, held) {
    const token = tokenOf(held);
    setHeader(headers, 'authorization', `Bearer ${asHeaderValue(plaintextOf(token))}`);
    return token;
  },
  forms: (auth, values, held) => [
    ...signingKeyForms(plaintextOf(values.secret(auth.key)), appToken(auth)),
    ...tokenForms(held),
  ],
  learn: (_auth, _values, answer, held, { now }) => dropRefused(held, answer, now()),
  check: (say, auth, given) =>
    problemOf(auth.key, given, (secret) => signingKeyProblem(say, secret, appToken(auth))),
};

const readInstallationToken = (
  { token, expires_at: expires }: Readonly<Record<string, unknown>>,
  now: number,
  serverNow: number,
): Minted | undefined => {
  const lasts = typeof expires === 'string' ? Date.parse(expires) - serverNow : Number.NaN;
  return typeof token === 'string' && Number.isFinite(lasts) ? { token, expiresAt: now + lasts } : undefined;
};
