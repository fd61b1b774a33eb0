import { expect, it } from 'vitest';
import { makeCancellation } from '../../network/on-abort.ts';
import { plaintextOf } from '../vault/plaintext.ts';
import { powers } from './fixtures/placing.ts';
import { dropRefused, type HeldToken, noToken, renew, tokenForms, tokenOf } from './held-token.ts';

const hourMs = 60 * 60_000;

/** Tokens that last an hour, by a clock that a test sets. */
const holding = () => {
  const held = noToken();
  const service = { at: 10 * hourMs, asked: 0, isDown: false };
  const token = async (): Promise<string> => {
    const using = {
      ...powers,
      now: () => service.at,
      origins: [],
      renewTokens: () => undefined,
      waiter: { signal: makeCancellation() },
      tokenRequest: () => Promise.reject(new Error('nobody is to be asked')),
    };
    await renew(held, using, async () => {
      service.asked += 1;
      if (service.isDown) throw new Error('down');
      return { token: `token-${service.asked}`, expiresAt: service.at + hourMs };
    });
    return plaintextOf(tokenOf(held));
  };
  return { held, service, token };
};

/** Of a request that was sent with the token that is there now. */
const refused = ({ token }: HeldToken) => ({ status: 401, sentWith: token?.value });

it('a token that came before the clock was set back is fetched again, once', async () => {
  const { service, token } = holding();
  expect([await token(), await token()]).toEqual(['token-1', 'token-1']);
  service.at -= 2 * hourMs;
  expect([await token(), await token()]).toEqual(['token-2', 'token-2']);
});

it('a service that failed is asked again after a second, and when the clock was set back', async () => {
  const { service, token } = holding();
  service.isDown = true;
  await expect(token()).rejects.toThrow('down');
  service.at += 999;
  await expect(token()).rejects.toThrow('down');
  expect(service.asked).toBe(1);
  service.isDown = false;
  service.at -= hourMs;
  expect(await token()).toBe('token-2');
});

it('a token that is refused is dropped, but not within ten seconds by a clock that goes on', async () => {
  const { held, service, token } = holding();
  await token();
  expect(dropRefused(held, refused(held), service.at + 9_999)).toBe(false);
  expect(dropRefused(held, refused(held), service.at - hourMs)).toBe(true);
  expect(await token()).toBe('token-2');
});

it('a token that was replaced is searched for until it has ended, however many came after it', async () => {
  const { held, service, token } = holding();
  for (let n = 1; n <= 8; n += 1) {
    await token();
    if (held.token !== undefined) held.token.freshUntil = 0;
    service.at += 60_000;
  }
  await token();
  const tokens = Array.from({ length: 9 }, (_, n) => `token-${9 - n}`);
  expect(tokenForms(held)).toEqual(tokens);
  service.at += hourMs;
  await token();
  expect(tokenForms(held), 'the new one, and four that have ended').toEqual([
    'token-10',
    ...tokens.slice(0, 4),
  ]);
});

it('a service that refuses each token has it replaced more and more rarely, up to an hour', async () => {
  const { held, service, token } = holding();
  /** For how many seconds after it came a token is not dropped. */
  const waited = async (): Promise<number> => {
    await token();
    for (let seconds = 0; ; seconds += 10) {
      if (dropRefused(held, refused(held), service.at + seconds * 1_000)) {
        service.at += seconds * 1_000;
        return seconds;
      }
    }
  };
  const waits: number[] = [];
  for (let n = 0; n < 11; n += 1) waits.push(await waited());
  // Who was content for an hour has a reason that is new.
  expect(waits).toEqual([10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 20]);
});

it('requests that are refused together have one token replaced, and none of them is given up', async () => {
  const { held, service, token } = holding();
  await token();
  service.at += 30_000;
  for (let n = 0; n < 10; n += 1) expect(dropRefused(held, refused(held), service.at)).toBe(true);
  await token();
  expect(dropRefused(held, refused(held), service.at + 20_000), 'as after one refusal').toBe(true);
});
