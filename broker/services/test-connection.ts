import type { ConnectionProvider, ProviderTest } from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';
import type { TestCause, TestResult } from '../contracts/test-result.ts';
import { atPointer, holds, type JudgedAnswer, meansReconnect } from '../providers/judge-answer.ts';
import type { Resolved } from '../resolve/resolve-connection.ts';
import { readDate } from '../time/read-date.ts';
import { type DeclaredAnswer, type DeclaredRequestPowers, sendDeclared } from './declared-request.ts';
import { judgeError, nextAfter } from './test-failure.ts';

type TestVerdict = Omit<TestResult, 'testedAt' | 'latencyMs'>;

/**
 * Runs the provider's declarative test request, here in main. `powers.openDoor` may lead to secrets that are stored
 * nowhere, so that a new one is tried before the old one goes. Of the answer only what the provider declares is
 * looked at, and of that only the account's name is told.
 */
export const runConnectionTest = async (
  { inUse, provider }: Resolved,
  powers: DeclaredRequestPowers & { readonly now: () => number },
): Promise<TestResult> => {
  const testedAt = powers.now();
  const result = (verdict: TestVerdict): TestResult => ({
    ...verdict,
    testedAt,
    latencyMs: Math.max(0, powers.now() - testedAt),
  });
  const { test, reconnect, auth, expiry } = provider;
  if (test === undefined) return result({ ok: false, cause: 'no-test-declared', next: 'try-at-first-use' });
  const readBody =
    test.expect.answer !== undefined ||
    test.account !== undefined ||
    expiry?.answer !== undefined ||
    (reconnect ?? []).some(({ answer, text }) => answer !== undefined || text !== undefined);
  try {
    const answer = await sendDeclared(inUse, test, readBody && test.method !== 'HEAD', powers);
    return result(judge({ test, auth, expiry }, answer, meansReconnect(reconnect, answer)));
  } catch (error) {
    return result({ ok: false, ...judgeError(error) });
  }
};

type Judging = Pick<ConnectionProvider, 'auth' | 'expiry'> & { readonly test: ProviderTest };

const judge = ({ test, auth, expiry }: Judging, answer: DeclaredAnswer, isOver: boolean): TestVerdict => {
  const { status } = answer;
  const failed = (cause: TestCause): TestVerdict => ({
    ok: false,
    status,
    cause,
    next: nextAfter(cause, status, auth),
  });
  if (isOver) return failed('needs-reconnect');
  if (!test.expect.status.includes(status)) {
    if (status === 401) return failed('wrong-credential');
    return failed(status === 403 ? 'forbidden' : 'unexpected-status');
  }
  if (!(test.expect.answer ?? []).every((rule) => holds(rule, answer))) return failed('unexpected-answer');
  const account = test.account === undefined ? undefined : nameIn(answer, test.account);
  const dated = expiry?.answer === undefined ? undefined : atPointer(answer.json?.value, expiry.answer);
  return { ok: true, status, account, expiresAt: answer.expiresAt ?? readDate(dated) };
};

/** A server's words: short, one line, and nothing in them that reorders or hides what stands around. */
const nameIn = ({ json }: JudgedAnswer, pointer: string): string | undefined => {
  const found = atPointer(json?.value, pointer);
  if (typeof found !== 'string' && typeof found !== 'number') return undefined;
  const name = displayText(String(found).slice(0, 1000).trim(), 120);
  return name === '' ? undefined : name;
};
