import type { JsonObject } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elicitationPrompt, mostElicitedFields } from '../contracts/elicitation.ts';
import { looksSecret } from './looks-secret.ts';
import { readElicitation } from './read-elicitation.ts';

const form = (properties: object, more: object = {}): JsonObject =>
  ({ message: 'Say.', requestedSchema: { type: 'object', properties, ...more } }) as JsonObject;
const shown = (params: JsonObject) => {
  const elicitation = readElicitation(params);
  if (elicitation === undefined) return undefined;
  const { message, looksSecret: secret, asks } = elicitation;
  return elicitationPrompt.parse({
    nonce: 'n'.repeat(22),
    server: 's',
    connection: { displayName: 'c', origins: [] },
    extension: { id: 'acme.mcp', displayName: 'm', publisher: 'acme', version: '1.0.0' },
    message,
    looksSecret: secret,
    asks,
    expiresAt: 1,
  });
};

describe('a form of an MCP server', () => {
  it('fields, options and hints are shown escaped and bounded, and never by their own names alone', () => {
    const prompt = shown(
      form({
        'a\u202eb': { type: 'string', title: `T\u0000${'x'.repeat(9_000)}`, description: '\u2066hint' },
        pick: { type: 'string', enum: ['\u202eone', 'two'], default: 'two' },
      }),
    );
    const text = JSON.stringify(prompt);
    expect(text).not.toMatch(/[\u202e\u2066]/);
    expect(text.length).toBeLessThan(2_000);
    expect(prompt?.asks).toMatchObject({ fields: [{}, { kind: 'choice', default: 1 }] });
  });

  it.each([
    ['a nested object', form({ a: { type: 'object', properties: {} } })],
    ['a list of anything', form({ a: { type: 'array', items: { type: 'number' } } })],
    ['no type', form({ a: {} })],
    ['options that are no texts', form({ a: { type: 'string', enum: [1, 2] } })],
    ['no option', form({ a: { type: 'string', enum: [] } })],
    ['bounds that admit nothing', form({ a: { type: 'string', minLength: 9, maxLength: 3 } })],
    ['more fields than a person reads', form(Object.fromEntries(fieldsOf(mostElicitedFields + 1)))],
    ['a field called __proto__', form(JSON.parse('{"__proto__":{"type":"string"}}'))],
    ['another mode', { ...form({}), mode: 'voice' }],
    ['no message', { requestedSchema: { type: 'object', properties: {} } }],
  ])('a form with %s is refused', (_what, params) => {
    expect(readElicitation(params as JsonObject)).toBeUndefined();
  });

  it('an answer comes back in the server’s names and kinds, and what was left out is absent', () => {
    const elicitation = readElicitation(
      form(
        {
          name: { type: 'string', minLength: 2 },
          mail: { type: 'string', format: 'email' },
          when: { type: 'string', format: 'date-time' },
          many: {
            type: 'array',
            items: {
              anyOf: [
                { const: 'x', title: 'X' },
                { const: 'y', title: 'Y' },
              ],
            },
          },
          sure: { type: 'boolean' },
        },
        { required: ['name'] },
      ),
    );
    expect(elicitation?.contentOf(['Ada', 'a@example.com', '2026-07-28T09:00:00Z', [1], null])).toEqual({
      name: 'Ada',
      mail: 'a@example.com',
      when: '2026-07-28T09:00:00Z',
      many: ['y'],
    });
    for (const wrong of [
      [null, null, null, null, null],
      ['A', null, null, null, null],
      ['Ada', 'nobody', null, null, null],
      ['Ada', null, 'today', null, null],
      ['Ada', null, null, [2], null],
      ['Ada', null, null, [0, 0], null],
      ['Ada', null, null, null, 'yes'],
      ['Ada', null, null, null],
      ['Ada', null, null, null, null, null],
    ])
      expect(elicitation?.contentOf(wrong)).toBeUndefined();
  });

  it('any schema is refused or becomes a prompt of the contract, quickly, and pollutes nothing', () => {
    const word = fc.constantFrom(
      ...['type', 'object', 'string', 'array', 'properties', 'items', 'enum', 'oneOf', 'anyOf', 'const'],
      ...['title', 'default', 'format', 'minLength', 'maxItems', '__proto__', 'required', 'boolean', 'a'],
    );
    const schema = fc.letrec<{ any: unknown }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 5 },
        word,
        fc.anything({ maxDepth: 1 }),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(word, tie('any'), { maxKeys: 6 }),
      ),
    })).any;
    fc.assert(
      fc.property(fc.dictionary(word, schema), fc.string(), (properties, message) => {
        const params = { message, requestedSchema: { type: 'object', properties } } as unknown as JsonObject;
        shown(params);
        expect(Object.prototype).not.toHaveProperty('a');
      }),
      { numRuns: 2_000 },
    );
  });
});

function fieldsOf(count: number): [string, object][] {
  return Array.from({ length: count }, (_, at) => [`f${at}`, { type: 'string' }]);
}

describe('an address of an MCP server', () => {
  it.each([
    ['https://pay.example.com/a?b=c#d', 'https://pay.example.com/a?b=c#d'],
    ['https://münchen.example/ü', 'https://xn--mnchen-3ya.example/%C3%BC'],
    ['http://127.0.0.1:8080/done', 'http://127.0.0.1:8080/done'],
    ['http://pay.example.com/', undefined],
    ['https://bank.example@evil.example/', undefined],
    ['javascript:alert(1)', undefined],
    ['file:///etc/passwd', undefined],
    ['vscode://evil', undefined],
    ['https://', undefined],
    [`https://a.example/${'x'.repeat(5_000)}`, undefined],
    [7, undefined],
  ])('the address %s is shown as %s', (url, address) => {
    const elicitation = readElicitation({ mode: 'url', message: 'Open.', url } as JsonObject);
    expect(elicitation?.asks.mode === 'url' ? elicitation.asks.address : undefined).toBe(address);
  });
});

it.each([
  ['Your password', true],
  ['passPhrase', true],
  ['API_KEY', true],
  ['apiKey', true],
  ['access-token', true],
  ['Enter your PIN', true],
  ['pass\u200bword', true],
  ['ｐａｓｓｗｏｒｄ', true],
  ['Credit card', true],
  ['one-time code', true],
  ['Pwd', true],
  ['PASSWD', true],
  ['Your PAT', true],
  ['verification code', true],
  ['Enter the verificationCode that we sent you, all of its six digits, before it expires at noon', true],
  ['Type in one of the backup codes that you printed when you turned this protection on, please', true],
  ['pássword', true],
  ['p\u0308assword', true],
  ['password1', true],
  ['newpassword', true],
  ['2FA', true],
  ['p\u0430ssword', true],
  ['Your passw\u03bfrd, please', true],
  ['T\u043eken', true],
  ['Имя и фамилия, in Latin letters', false],
  ['Ваш адрес email', false],
  ['Your full, legal name', false],
  ['Patience', false],
  ['Compass', false],
  ['keyboard layout', false],
  ['Favorite integer (do not give us your phone number, pin, or any other sensitive information)', false],
])('%s reads like a question for a secret: %s', (text, secret) => {
  expect(looksSecret(text)).toBe(secret);
});
