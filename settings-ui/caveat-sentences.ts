import type { Caveats } from '@valetkey/api-contracts';
import { type AccessTo, accessSentences, boundSentences } from '@valetkey/broker/contracts';
import { dateText } from './date-text.ts';

/** What one level of a grant or handle admits, with its bounds. */
export function caveatSentences(caveats: Caveats, to: AccessTo): readonly string[] {
  return [...accessSentences(caveats, to), ...boundSentences(caveats, dateText)];
}
