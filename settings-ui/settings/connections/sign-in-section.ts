import {
  type ConnectionId,
  type ConnectionProvider,
  type OauthFlow,
  plainText,
} from '@valetkey/api-contracts';
import { type ConnectionView, type SignInProgress, sentenceOfFailure } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { callout } from '../../components/badge.ts';
import { button } from '../../components/button.ts';
import { LightElement, redrawnBy } from '../../components/light-element.ts';
import { dateText } from '../../date-text.ts';
import { errorText } from '../../error-text.ts';
import { say } from '../../say.ts';
import { attempt } from '../attempt.ts';
import type { Powers } from '../powers.ts';
import { signInEnds, signInWays, signOutDoes } from './sign-in-words.ts';

const askEveryMs = 1_000;

/** OAuth 2: who is signed in and until when, and the way in and out. The service's own page opens in the browser. */
export class SignInSection extends LightElement {
  static override properties = redrawnBy('connection', 'powers', 'service', 'begin', 'progress');
  declare connection: ConnectionView;
  declare powers: Powers;
  /** Absent while its provider is not contributed. */
  declare service: Pick<ConnectionProvider, 'auth' | 'revocation'> | undefined;
  /** The connection that was saved just now: its sign-in begins by itself. */
  declare begin: ConnectionId | undefined;
  declare progress: SignInProgress | undefined;
  #begun: ConnectionId | undefined;
  /** Raised by each press: what an earlier one still brings is about something else. */
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    clearTimeout(this.#timer);
    // An answer that is still on its way leads to no further question.
    this.#turn += 1;
    super.disconnectedCallback();
  }

  protected override updated(): void {
    const { begin, connection } = this;
    if (begin === undefined || begin !== connection.id || begin === this.#begun) return;
    this.#begun = begin;
    void this.#start();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { signIn, id, account } = this.connection;
    if (signIn === undefined) return nothing;
    const isIn = signIn.state === 'signed-in';
    const [first, ...others] = signIn.flows;
    const about = isIn || first === undefined ? undefined : signInWays[first].about;
    const under = this.progress?.connectionId === id ? this.progress : undefined;
    const busy = under !== undefined && under.state !== 'signed-in' && under.state !== 'failed';
    return html`<section>
      <h3>${say('Sign-in')}</h3>
      <p>${isIn ? signedIn(account, signIn.since) : signIn.why === undefined ? say('Not signed in.') : say(signInEnds[signIn.why])}
        ${isIn && signIn.expiresAt !== undefined ? html`<span class="quiet-text">${signIn.renews ? say('Renewed automatically.') : say('Expires {when}.', { when: dateText(signIn.expiresAt) })}</span>` : nothing}</p>
      ${about === undefined ? nothing : html`<p class="quiet-text small">${about}</p>`}
      ${signIn.scopes.length === 0 ? nothing : html`<p class="quiet-text small theirs">${say('It may: {rights}', { rights: plainText(signIn.scopes.map((scope) => this.#inWords(scope)).join(', ')) })}</p>`}
      ${isIn ? html`<p class="quiet-text small theirs">${signOutDoes(signIn.revokes, this.service?.revocation)}</p>` : nothing}
      <div role="status">${under === undefined ? nothing : this.#under(under)}</div>
      <div class="buttons">
        ${busy ? button(say('Cancel sign-in'), () => this.#cancel(under), { key: `cancel ${id}` }) : button(isIn ? say('Sign in again') : say('Sign in'), () => this.#start(), { kind: isIn ? 'plain' : 'primary', key: `sign in ${id}` })}
        ${busy ? nothing : others.map((flow) => button(signInWays[flow].button, () => this.#start(flow), { key: `sign in ${id} ${flow}` }))}
        ${isIn && !busy ? button(say('Sign out'), () => this.#signOut(), { kind: 'danger', key: `sign out ${id}` }) : nothing}
      </div>
    </section>`;
  }

  #inWords(scope: string): string {
    const auth = this.service?.auth;
    const words = auth?.kind === 'oauth2' ? auth.scopeWords : undefined;
    const said = words !== undefined && Object.hasOwn(words, scope) ? words[scope] : undefined;
    return said === undefined ? scope : `${scope} (${said})`;
  }

  #under(progress: SignInProgress): TemplateResult {
    const { state, page, device, why } = progress;
    // One's own Cancel is no failure.
    if (state === 'failed') return callout(why === 'aborted' ? 'plain' : 'bad', sentenceOfFailure(say, why));
    if (state === 'signed-in') return callout('good', say('Signed in.'));
    if (device !== undefined) {
      return callout(
        'plain',
        html`${say.parts('Enter the code {code} at {address}.', {
          code: html`<code class="documentation">${plainText(device.code)}</code>`,
          address: html`<code class="documentation">${plainText(device.address)}</code>`,
        })}
        ${button(say('Open the page'), () => this.#open(progress), { key: 'open sign-in page', icon: 'out' })}`,
      );
    }
    return callout(
      'plain',
      html`${page === undefined ? say('Starting…') : say.parts(page.opened ? 'Continue in your browser, at {host}.' : 'The page at {host} did not open.', { host: html`<b>${plainText(page.host)}</b>` })}
      ${page === undefined ? nothing : button(say('Open again'), () => this.#open(progress), { key: 'open sign-in page', icon: 'out' })}`,
    );
  }

  /** Without a flow: as the service prefers. */
  #start = (flow?: OauthFlow): Promise<void> =>
    this.#take(
      this.powers.client.signIn({
        connectionId: this.connection.id,
        flow,
      }),
    );
  #open = ({ signInId }: SignInProgress): Promise<void> =>
    this.#take(this.powers.client.openSignInPage({ signInId }));
  #cancel = ({ signInId }: SignInProgress): Promise<void> =>
    this.#take(this.powers.client.cancelSignIn({ signInId }));

  /** Shows what came, and asks again until it has ended. */
  async #take(asked: Promise<SignInProgress>): Promise<void> {
    clearTimeout(this.#timer);
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const progress = await asked;
      if (turn !== this.#turn) return;
      this.progress = progress;
      const { signInId, state } = progress;
      if (state === 'signed-in' || state === 'failed') return await this.powers.changed();
      this.#timer = setTimeout(
        () => void this.#take(this.powers.client.signInProgress({ signInId })),
        askEveryMs,
      );
    } catch (error) {
      if (turn !== this.#turn) return;
      this.progress = undefined;
      this.powers.announce(errorText(error), 'failed');
    }
  }

  #signOut(): Promise<boolean> {
    const { client, announce } = this.powers;
    this.progress = undefined;
    return attempt(this.powers, async () => {
      const { revoked } = await client.signOut({ connectionId: this.connection.id });
      const there = plainText(this.service?.revocation ?? say('End the session there as well.'));
      const told: Record<typeof revoked, string> = {
        yes: say('The service revoked them.'),
        no: `${say('The service could not be reached.')} ${there}`,
        'not-offered': `${say('The service cannot be told to revoke them.')} ${there}`,
        'nothing-to-revoke': '',
      };
      announce(`${say('Signed out. The tokens were deleted.')} ${told[revoked]}`.trim());
    });
  }
}
SignInSection.define('vk-sign-in');

const signedIn = (as: string | undefined, from: number | undefined): string => {
  const account = plainText(as ?? '');
  if (from === undefined)
    return as === undefined ? say('Signed in.') : say('Signed in as {account}.', { account });
  const since = dateText(from);
  return as === undefined
    ? say('Signed in since {since}.', { since })
    : say('Signed in as {account} since {since}.', { account, since });
};
