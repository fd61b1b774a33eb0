import { NetworkError } from '../../network/network-error.ts';
import type { ErrandPowers, TokenAnswer, TokenQuestion } from './kind.ts';
import type { Minted } from './mint-jwt.ts';
import { learnTime, type ServerClocks, timeAt } from './server-clock.ts';

/** `now` is by our own clock, and `serverNow` by that of the one who writes a date into its answer. */
type ReadToken = (
  said: Readonly<Record<string, unknown>>,
  now: number,
  serverNow: number,
) => Minted | undefined;

/**
 * Trades a self-made token for one of the service's: once more if the refusal shows that its clock is another.
 *
 * @param mint makes the assertion for a point in time
 * @param request what is sent with it
 * @param read takes the token out of the answer; undefined when it is not there
 */
export async function exchangeJwt(
  mint: (at: number) => Promise<Minted>,
  request: (assertion: string) => TokenQuestion,
  read: ReadToken,
  clocks: ServerClocks,
  powers: ErrandPowers,
): Promise<Minted> {
  const attempt = async (mayRepeat: boolean): Promise<Minted> => {
    const { token: assertion } = await mint(timeAt(clocks, tokenEndpoint, powers.now()));
    const answer = await powers.tokenRequest(request(assertion));
    const reply = { origin: tokenEndpoint, status: answer.status, headers: answer.headers };
    const clockWasWrong = learnTime(clocks, reply, powers.now());
    if (answer.status >= 200 && answer.status <= 299) {
      return tokenIn(answer, read, powers.now(), timeAt(clocks, tokenEndpoint, powers.now()));
    }
    if (mayRepeat && clockWasWrong && [400, 401, 403].includes(answer.status)) return attempt(false);
    throw new NetworkError('token-refused', { why: `status-${answer.status}` });
  };
  return attempt(true);
}

/** There is one for a connection, and its clock need not be that of the service. */
const tokenEndpoint = 'token endpoint';

const tokenIn = ({ said }: TokenAnswer, read: ReadToken, now: number, serverNow: number): Minted => {
  if (said === undefined) throw new NetworkError('token-refused', { why: 'not-json' });
  const minted = read(said, now, serverNow);
  if (minted === undefined) throw new NetworkError('token-refused', { why: 'no-token' });
  // It goes into a header, and into the scrubber: what fits neither is no token.
  if (!/^[!-~]{8,16384}$/.test(minted.token)) throw new NetworkError('token-refused', { why: 'no-token' });
  if (!(minted.expiresAt > now)) throw new NetworkError('token-refused', { why: 'expired' });
  return minted;
};
