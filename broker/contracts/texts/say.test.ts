import { describe, expect, expectTypeOf, it } from 'vitest';
import { german } from './german/index.ts';
import type { Texts } from './message.ts';
import { englishForOne } from './plurals.ts';
import { checkTexts, makeSay, type Placeholder } from './say.ts';

const notShown = 'And {count} more characters not shown.';
const inGerman = makeSay(german);
/** As German, but for what is given. */
const like = (changed: { readonly messages?: object; readonly plurals?: object }): Texts => ({
  ...german,
  messages: { ...german.messages, ...changed.messages },
  plurals: { ...german.plurals, ...changed.plurals },
});

describe('say', () => {
  it('a sentence is in English where the application brings no texts', () => {
    const say = makeSay();
    expect(say('Who asks')).toBe('Who asks');
    expect(say.count(notShown, 1)).toBe('And 1 more character not shown.');
    expect(say.count(notShown, 1_234)).toBe('And 1,234 more characters not shown.');
  });

  it('a sentence is in the language of the texts, with numbers as it writes them', () => {
    expect(inGerman('Who asks')).toBe('Wer fragt');
    expect(inGerman.count(notShown, 1)).toBe('Und 1 weiteres Zeichen, nicht gezeigt.');
    expect(inGerman.count(notShown, 1_234)).toBe('Und 1.234 weitere Zeichen, nicht gezeigt.');
  });

  it('a sentence takes the form that its language has for a number, else the form for other numbers', () => {
    const forms = {
      one: '{count} znak',
      two: '{count} znaka',
      few: '{count} znaki',
      other: '{count} znakov',
    };
    const say = makeSay({ ...like({ plurals: { [notShown]: forms } }), locale: 'sl' });
    expect([1, 2, 3, 5].map((count) => say.count(notShown, count))).toEqual([
      '1 znak',
      '2 znaka',
      '3 znaki',
      '5 znakov',
    ]);
    const few = makeSay({ ...like({ plurals: { [notShown]: { other: '{count} znakov' } } }), locale: 'sl' });
    expect(few.count(notShown, 2)).toBe('2 znakov');
  });

  it('a value is a value, whatever braces or mark-up it holds', () => {
    const [tool, extension] = ['{reason} <b>', '{tool}'];
    expect(inGerman('{tool}: title', { tool })).toBe('{reason} <b>: Titel');
    expect(inGerman('described by {extension}', { extension })).toBe('von {tool} beschrieben');
    expect(inGerman.parts('Ask before each call of {tool}', { tool })).toEqual([
      'Vor jedem Aufruf von ',
      '{reason} <b>',
      ' fragen',
    ]);
  });

  it('a sentence names its placeholders by type', () => {
    expectTypeOf<Placeholder<'{spent} of {most} today'>>().toEqualTypeOf<'spent' | 'most'>();
    expectTypeOf<Placeholder<'Who asks'>>().toEqualTypeOf<never>();
    // @ts-expect-error no such message
    expect(inGerman('Who askes')).toBe('Who askes');
    // @ts-expect-error a language that lacks a message
    const lacking: Texts['messages'] = { 'Who asks': 'Wer fragt' };
    expect(lacking).toBeDefined();
  });
});

describe('texts', () => {
  it('texts are refused with the place where one is no text', () => {
    expect(() => checkTexts(like({ messages: { 'Who asks': ' ' } }))).toThrow(
      'texts: messages.Who asks must be a text.',
    );
    expect(() => checkTexts(like({ plurals: { [notShown]: undefined } }))).toThrow(
      `texts: plurals.${notShown} is missing.`,
    );
  });

  it('texts are refused where one leaves out a value of the English one, or has another', () => {
    expect(() => checkTexts(like({ messages: { 'Who asks': '{host} fragt' } }))).toThrow(
      'texts: messages.Who asks must not contain {host}.',
    );
    expect(() => checkTexts(like({ plurals: { [notShown]: { other: 'weitere Zeichen' } } }))).toThrow(
      `texts: plurals.${notShown}.other must contain {count}.`,
    );
  });

  it('texts may leave a number out only where the form is of 1 alone', () => {
    const once = 'At most {count} times.';
    const counting = Object.fromEntries(Object.keys(german.plurals).map((one) => [one, { other: one }]));
    const changed = (forms: object, locale: string): Texts => ({
      ...like({ plurals: { ...counting, [once]: forms } }),
      locale,
    });
    const spanish = { one: 'Como máximo una vez.', many: '{count} de veces', other: '{count} veces' };
    expect(() => checkTexts(changed(spanish, 'es'))).not.toThrow();
    const russian = { one: 'Один раз.', few: '{count} раза', many: '{count} раз', other: '{count} раза' };
    expect(() => checkTexts(changed(russian, 'ru'))).toThrow(`plurals.${once}.one must contain {count}.`);
  });

  it('the German texts are whole', () => {
    expect(checkTexts(german)).toBe(german);
    expect(Object.keys(german.plurals).sort()).toEqual(Object.keys(englishForOne).sort());
  });
});
