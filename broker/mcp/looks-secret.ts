import type { JsonObject } from '@valetkey/api-contracts';
import { isObject } from '../json/is-object.ts';

/** Words for what opens something: in the singular and the plural, and as names of fields spell them. */
const secretWords =
  /pass ?(?:words?|wds?|phrases?|codes?)\b|\b(?:pwd|secrets?|credentials?|(?:api|access|private|signing|encryption|recovery|backup|verification|ssh) ?(?:keys?|tokens?|codes?)|(?:auth|authentication|bearer|refresh|session|id|security) ?(?:tokens?|codes?|keys?)|otp|totp|mfa|2 ?fa|pin ?(?:codes?|numbers?)|one time (?:codes?|passwords?)|seed ?phrases?|mnemonics?|cvv|cvc|(?:credit|debit) ?cards?|card ?numbers?|ssn|social security)\b/;

/** Alone they say little: `token` may count words, and a long text warns of giving away a PIN. */
const shortWords = /\b(?:pins?|pats?|tokens?|codes?)\b/;
const longestShort = 60;

/** Letters of two scripts: a word that reads like `password`, and has a Cyrillic letter in it. */
const isMixed = (word: string): boolean =>
  /\p{Script=Latin}/u.test(word) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(word);

/** A longer text is not read: it may ask for anything. */
const longest = 20_000;

/**
 * Whether a text reads like a question for a secret: a guess, for English. It decides who shows the question, and never
 * whether it may be asked: a word too many costs a window of ours in place of one of the extension's.
 */
export function looksSecret(text: string): boolean {
  if (text.length > longest) return true;
  const words = text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/([a-z])(?=[A-Z\d])|(\d)(?=[A-Za-z])/g, '$1$2 ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .toLowerCase();
  return (
    words.split(' ').some(isMixed) ||
    secretWords.test(words) ||
    (words.length <= longestShort && shortWords.test(words))
  );
}

/**
 * The same of a whole question: an extension may show any text of it, at any depth, and the names of members too. One
 * with more values and characters than are read may ask for anything.
 */
export function asksForSecret({ _meta: meta, ...params }: JsonObject): boolean {
  const { progressToken: _, ...said } = isObject(meta) ? meta : { meta };
  const rest: unknown[] = [params, said];
  for (let left = longest; rest.length > 0; left -= 1) {
    if (left <= rest.length) return true;
    const value = rest.pop();
    if (typeof value === 'string') {
      if (looksSecret(value)) return true;
      left -= value.length;
    } else if (typeof value === 'object' && value !== null)
      for (const [key, member] of Object.entries(value))
        rest.push(...(Array.isArray(value) ? [] : [key]), member);
  }
  return false;
}
