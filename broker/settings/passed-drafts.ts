import { createHmac, randomBytes } from 'node:crypto';
import type { ProviderId } from '@valetkey/api-contracts';
import type { ConnectionRecord, SecretRef } from '../contracts/connection.ts';
import type { TestResult } from '../contracts/test-result.ts';
import type { CheckedInput } from './check-input.ts';

/** What a test was about: the same values, saved, have been tested already. */
export type TestedValues = {
  readonly providerId: ProviderId;
  readonly checked: Pick<CheckedInput, 'fields' | 'secrets' | 'authorityDigest'>;
  /** The stored secrets that were used beside those that were given. */
  readonly kept: readonly SecretRef[];
};

/** Tests of values that were not saved, until they are: then the result is the saved connection's. */
export type PassedDrafts = {
  remember(values: TestedValues, result: TestResult): void;
  /** Once, for exactly these values; the result that main itself got, and none that a page tells of. */
  take(values: TestedValues): TestResult | undefined;
};

const mostKept = 16;
const keptMs = 10 * 60_000;

export function makePassedDrafts({ now }: { readonly now: () => number }): PassedDrafts {
  // Secrets are compared by a keyed digest: what was typed and not saved is kept nowhere.
  const key = randomBytes(32);
  const results = new Map<string, TestResult>();
  const nameOf = ({ providerId, checked, kept }: TestedValues): string => {
    const given = Object.entries(checked.secrets).toSorted(byName);
    const stored = kept
      .filter(({ field }) => !Object.hasOwn(checked.secrets, field))
      .map(({ field, counter }) => [field, counter] as const)
      .toSorted(byName);
    const all = [providerId, checked.authorityDigest, sorted(checked.fields), given, stored];
    return createHmac('sha256', key).update(JSON.stringify(all)).digest('hex');
  };
  return Object.freeze<PassedDrafts>({
    remember: (values, result) => {
      const name = nameOf(values);
      results.delete(name);
      if (!result.ok) return;
      results.set(name, result);
      const [oldest] = results.keys();
      if (results.size > mostKept && oldest !== undefined) results.delete(oldest);
    },
    take: (values) => {
      const name = nameOf(values);
      const result = results.get(name);
      results.delete(name);
      return result !== undefined && result.testedAt + keptMs > now() ? result : undefined;
    },
  });
}

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;
const sorted = (fields: ConnectionRecord['fields']) => Object.entries(fields).toSorted(byName);
