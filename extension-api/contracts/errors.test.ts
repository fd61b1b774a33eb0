import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorAnswer, errorCodes, errorSentences, ValetkeyError } from './errors.ts';

/** What a reader can do: an order, or what the user may. */
const action =
  /(?:^|[.,] |\bor |\bthen )(?:Add|Ask|Check|Enter|Leave out|Load|Look|Send|Try|Unlock|Use|Wait|install)\b|\b(?:The user|They) can\b/i;

describe('an error', () => {
  it.each(Object.entries(errorSentences))(
    '%s says what happened and what can be done, in sentences',
    (_code, text) => {
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(text.split(/(?<=\.) (?=[A-Z])/).length).toBeGreaterThanOrEqual(2);
      expect(text).toMatch(action);
      expect(text.length).toBeLessThan(140);
    },
  );

  it('has a sentence of its own', () => {
    expect(new Set(Object.values(errorSentences)).size).toBe(errorCodes.length);
  });

  it.each(errorCodes)('%s shows its sentence and sends nothing of its cause', (code) => {
    const error = new ValetkeyError({ code, why: 'some-rule', retryAfterMs: 5 }, new Error('inner words'));
    expect([error.name, error.message]).toEqual(['ValetkeyError', errorSentences[code]]);
    expect(error.answer).toEqual({ code, why: 'some-rule', retryAfterMs: 5 });
    expect(errorAnswer.parse(error.answer)).toEqual(error.answer);
    expect(JSON.stringify(error)).not.toContain('inner words');
    expect(Object.isFrozen(error.details)).toBe(true);
  });

  it.each<[string, object]>([
    ['a message', { message: 'x' }],
    ['a stack', { stack: 'x' }],
    ['a cause', { cause: 'x' }],
    ['a reason in words', { why: 'Some words' }],
    ['a caveat that is none', { caveat: 'origins' }],
    ['a header that is long', { header: 'x'.repeat(65) }],
    ['a negative wait', { retryAfterMs: -1 }],
  ])('has no place for %s', (_what, details) => {
    expect(errorAnswer.safeParse({ code: 'internal' satisfies ErrorCode, ...details }).success).toBe(false);
  });
});
