import { describe, expect, it } from 'vitest';
import {
  type ErrorCode,
  errorAnswer,
  errorCodes,
  errorSentences,
  ruleSentences,
  ValetkeyError,
} from './errors.ts';

/** What a reader can do: an order, or what the user may. */
const action =
  /(?:^|[.,] |\bor |\bthen )(?:Add|Ask|Check|Close|Enter|Leave|Load|Open|Remove|Request|See|Send|Try|Unlock|Use|Wait|install)\b|\b(?:The user|They) can\b/i;

describe('an error', () => {
  it.each(Object.entries(errorSentences))(
    'the sentence of %s says what happened and what can be done',
    (_code, text) => {
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(text.split(/(?<=\.) (?=[A-Z])/).length).toBeGreaterThanOrEqual(2);
      expect(text).toMatch(action);
      expect(text.length).toBeLessThan(140);
    },
  );

  it('each error has its own sentence', () => {
    expect(new Set(Object.values(errorSentences)).size).toBe(errorCodes.length);
  });

  it.each(errorCodes)('the error %s shows its sentence and sends nothing of its cause', (code) => {
    const error = new ValetkeyError({ code, why: 'some-rule', retryAfterMs: 5 }, new Error('inner words'));
    expect(error.name).toBe('ValetkeyError');
    expect(error.message).toBe(`${errorSentences[code]} (why: some-rule; retryAfterMs: 5)`);
    expect(new ValetkeyError({ code }).message).toBe(errorSentences[code]);
    expect(error.answer).toEqual({ code, why: 'some-rule', retryAfterMs: 5 });
    expect(errorAnswer.parse(error.answer)).toEqual(error.answer);
    expect(JSON.stringify(error)).not.toContain('inner words');
    expect(Object.isFrozen(error.details)).toBe(true);
  });

  it('the message of an error has the place and the correction, for callers who see only the message', () => {
    const { message } = new ValetkeyError({ code: 'invalid-input', at: 'method', expected: 'must be GET' });
    expect(message).toBe(`${errorSentences['invalid-input']} (at: method; must be GET)`);
  });

  const rules = Object.entries(ruleSentences).flatMap(([code, ofCode]) =>
    Object.entries(ofCode).map(([why, sentence]) => [code as ErrorCode, why, sentence] as const),
  );
  it.each(rules)('the error %s for the rule %s says what to write instead', (code, why, sentence) => {
    expect(sentence).toMatch(action);
    const [what] = errorSentences[code].split(/(?<=\.) /);
    expect(new ValetkeyError({ code, why }).message).toBe(`${what} ${sentence} (why: ${why})`);
  });

  it.each<[string, object]>([
    ['a message', { message: 'x' }],
    ['a stack', { stack: 'x' }],
    ['a cause', { cause: 'x' }],
    ['a reason in words', { why: 'Some words' }],
    ['a caveat that is none', { caveat: 'origins' }],
    ['a header that is long', { header: 'x'.repeat(65) }],
    ['a negative wait', { retryAfterMs: -1 }],
  ])('an error has no place for %s', (_what, details) => {
    expect(errorAnswer.safeParse({ code: 'internal' satisfies ErrorCode, ...details }).success).toBe(false);
  });
});
