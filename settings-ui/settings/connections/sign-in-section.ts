import {
  type ConnectionView,
  type OauthFlow,
  plainText,
  type SignInProgress,
  sentenceOfFailure,
} from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { callout } from '../../components/badge.ts';
import { button } from '../../components/button.ts';
import { LightElement } from '../../components/light-element.ts';
import { dateText } from '../../date-text.ts';
import { errorText } from '../../error-text.ts';
import { attempt } from '../attempt.ts';
import type { Powers } from '../powers.ts';
import { signInEnds, signInWays } from './sign-in-words.ts';

const askEveryMs = 1_000;

/** OAuth 2: who is signed in and until when, and the way in and out. The service's own page opens in the browser. */
export class SignInSection extends LightElement {
  static override properties = {
    connection: { attribute: false },
    powers: { attribute: false },
    progress: { state: true },
  };
  declare connection: ConnectionView;
  declare powers: Powers;
  declare progress: SignInProgress | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    clearTimeout(this.#timer);
    super.disconnectedCallback();
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
      <h3>Sign-in</h3>
      <p>${isIn ? `Signed in${account === undefined ? '' : ` as ${plainText(account)}`}${signIn.since === undefined ? '' : ` since ${dateText(signIn.since)}`}.` : signIn.why === undefined ? 'Nobody has signed in yet.' : signInEnds[signIn.why]}
        ${isIn && signIn.expiresAt !== undefined ? html`<span class="quiet-text">${signIn.renews ? 'It is renewed by itself.' : `It ends ${dateText(signIn.expiresAt)}.`}</span>` : nothing}</p>
      ${about === undefined ? nothing : html`<p class="quiet-text small">${about}</p>`}
      ${signIn.scopes.length === 0 ? nothing : html`<p class="quiet-text small theirs">It may: ${plainText(signIn.scopes.join(', '))}</p>`}
      <div role="status">${under === undefined ? nothing : this.#under(under)}</div>
      <div class="buttons">
        ${busy ? button('Cancel sign-in', () => this.#cancel(under), { key: `cancel ${id}` }) : button(isIn ? 'Sign in again' : 'Sign in', () => this.#start(), { kind: isIn ? 'plain' : 'primary', key: `sign in ${id}` })}
        ${busy ? nothing : others.map((flow) => button(signInWays[flow].button, () => this.#start(flow), { key: `sign in ${id} ${flow}` }))}
        ${isIn && !busy ? button('Sign out', () => this.#signOut(), { kind: 'danger', key: `sign out ${id}` }) : nothing}
      </div>
    </section>`;
  }

  #under(progress: SignInProgress): TemplateResult {
    const { state, page, device, why } = progress;
    if (state === 'failed') return callout('bad', sentenceOfFailure(why));
    if (state === 'signed-in') return callout('good', 'Signed in.');
    if (device !== undefined) {
      return callout(
        'plain',
        html`Enter the code <code class="documentation">${plainText(device.code)}</code> at <code class="documentation">${plainText(device.address)}</code>.
        ${button('Open the page', () => this.#open(progress), { key: 'open sign-in page', icon: 'out' })}`,
      );
    }
    return callout(
      'plain',
      html`${page === undefined ? 'Starting…' : page.opened ? html`Go on in your browser, at <b>${plainText(page.host)}</b>.` : html`The page at <b>${plainText(page.host)}</b> did not open by itself.`}
      ${page === undefined ? nothing : button('Open it again', () => this.#open(progress), { key: 'open sign-in page', icon: 'out' })}`,
    );
  }

  /** Without a flow: as the service prefers. */
  #start = (flow?: OauthFlow): Promise<void> =>
    this.#take(
      this.powers.client.signIn({
        connectionId: this.connection.id,
        ...(flow === undefined ? {} : { flow }),
      }),
    );
  #open = ({ signInId }: SignInProgress): Promise<void> =>
    this.#take(this.powers.client.openSignInPage({ signInId }));
  #cancel = ({ signInId }: SignInProgress): Promise<void> =>
    this.#take(this.powers.client.cancelSignIn({ signInId }));

  /** Shows what came, and asks again until it has ended. */
  async #take(asked: Promise<SignInProgress>): Promise<void> {
    clearTimeout(this.#timer);
    try {
      const progress = await asked;
      this.progress = progress;
      const { signInId, state } = progress;
      if (state === 'signed-in' || state === 'failed') return await this.powers.changed();
      this.#timer = setTimeout(
        () => void this.#take(this.powers.client.signInProgress({ signInId })),
        askEveryMs,
      );
    } catch (error) {
      this.progress = undefined;
      this.powers.say(errorText(error), 'failed');
    }
  }

  #signOut(): Promise<boolean> {
    const { client, say } = this.powers;
    this.progress = undefined;
    return attempt(this.powers, async () => {
      const { revoked } = await client.signOut({ connectionId: this.connection.id });
      const told: Record<typeof revoked, string> = {
        yes: 'The service was told, too.',
        no: 'The service could not be told: end the session there as well.',
        'not-offered': 'The service offers no way to be told: end the session there as well.',
        'nothing-to-revoke': '',
      };
      say(`Signed out; the tokens are forgotten. ${told[revoked]}`.trim());
    });
  }
}
SignInSection.define('vk-sign-in');
