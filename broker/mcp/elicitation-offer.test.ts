import type { JsonObject, McpOffers } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whoElicits } from './elicitation-offer.ts';

const offers: McpOffers = { elicitation: { form: {} } };
const plain = {
  message: 'How shall we call you?',
  requestedSchema: {
    type: 'object',
    title: 'A form',
    description: 'About you',
    required: ['name'],
    properties: {
      name: { type: 'string', title: 'Name', description: 'As friends say it', default: 'Ada' },
      size: { type: 'string', enum: ['s', 'm'], enumNames: ['Small', 'Medium'] },
      tea: { type: 'string', oneOf: [{ const: 'g', title: 'Green' }] },
    },
  },
  _meta: { progressToken: 'token of a code', 'com.example/about': { why: 'To greet you' } },
};
const by = (params: unknown): string => whoElicits(params as JsonObject, offers, true).by;

/** Every place of a text in the question: the values, and the keys. */
function placesIn(value: unknown, path: readonly string[] = []): { path: string[]; isKey: boolean }[] {
  if (typeof value === 'string') return [{ path: [...path], isKey: false }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    { path: [...path, key], isKey: true },
    ...placesIn(member, [...path, key]),
  ]);
}
/** The question with this text there, or with a member of this name beside what is there. */
function put(text: string, { path, isKey }: { path: string[]; isKey: boolean }): unknown {
  const whole = structuredClone(plain) as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  const parent = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, whole);
  parent[isKey ? text : last] = isKey && !Array.isArray(parent) ? { type: 'string' } : text;
  return whole;
}

describe('a question of an MCP server that reads like one for a secret', () => {
  it('an extension shows a plain question', () => {
    expect(by(plain)).toBe('extension');
  });

  it('a question with a word for a secret anywhere in it is not shown by the extension', () => {
    const places = placesIn(plain).filter(({ path }) => path.at(-1) !== 'progressToken');
    expect(places.length).toBeGreaterThan(30);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom('password', 'API key'), (place, word) => {
        expect(by(put(`Your ${word}`, place))).not.toBe('extension');
      }),
      { numRuns: 300 },
    );
  });

  it('a question that is too long or too large to be read is not shown by the extension', () => {
    const spread = Object.fromEntries(Array.from({ length: 30_000 }, (_, at) => [`k${at}`, 0]));
    expect(by({ ...plain, message: `${'x'.repeat(30_000)} password` })).not.toBe('extension');
    expect(by({ ...plain, message: 'x'.repeat(30_000) })).not.toBe('extension');
    expect(by({ ...plain, spread })).not.toBe('extension');
    expect(by({ ...plain, _meta: 'Your password' })).not.toBe('extension');
  });

  it('a form with an address beside it is not shown by the extension', () => {
    for (const mode of [{}, { mode: 'form' }])
      expect(by({ ...plain, ...mode, url: 'https://pay.example.com/' })).not.toBe('extension');
  });

  it('a question for a secret that nobody but the extension could show is cancelled', () => {
    const { by: who } = whoElicits({ ...plain, message: 'Your password?' } as JsonObject, offers, false);
    expect(who).toBe('nobody');
  });
});
