import type { Caveats } from '@valetkey/api-contracts';
import {
  type AccessTo,
  type Asking,
  accessSentences,
  asksSentences,
  boundSentences,
} from '@valetkey/broker/contracts';
import { dateText } from './date-text.ts';
import { say } from './say.ts';

/** What one level admits and, of a grant, before which requests the person is asked. */
export type Allowed = Caveats & Asking;

/** What one level of a grant or handle admits, with its bounds. */
export function caveatSentences(allowed: Allowed, to: AccessTo): readonly string[] {
  return [
    ...accessSentences(say, allowed, to),
    ...boundSentences(say, allowed, dateText),
    ...asksSentences(say, allowed.methods, allowed),
  ];
}
