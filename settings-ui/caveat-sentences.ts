import type { Caveats, Limits } from '@valetkey/api-contracts';
import { type AccessTo, accessSentences, asksSentences, boundSentences } from '@valetkey/broker/contracts';
import { dateText } from './date-text.ts';

/** What one level admits and, of a grant, before which methods the person is asked. */
export type Allowed = Caveats & Pick<Limits, 'asks'>;

/** What one level of a grant or handle admits, with its bounds. */
export function caveatSentences(allowed: Allowed, to: AccessTo): readonly string[] {
  return [
    ...accessSentences(allowed, to),
    ...boundSentences(allowed, dateText),
    ...asksSentences(allowed.methods, allowed),
  ];
}
