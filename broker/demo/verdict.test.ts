import { describe, expect, it } from 'vitest';
import { auditEntry } from '../contracts/audit.ts';
import { consentPrompt } from '../contracts/consent.ts';
import type { Scan } from '../prove/scan-for-canaries.ts';
import { type Evidence, judge } from './verdict.ts';

let seq = 0;
const line = (event: object) => {
  seq += 1;
  return auditEntry.parse({ seq, at: 1, link: 'a'.repeat(64), ...event });
};
const use = (extension: string, id: string, redactions = 0) => [
  line({
    kind: 'use.intended',
    extension,
    use: id,
    method: 'GET',
    origin: 'http://127.0.0.1:4000',
    path: '/echo/body',
  }),
  line({ kind: 'use.finished', extension, use: id, outcome: 'ok', redactions }),
];
const attacks = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => ({
  who: 'mallory.hostile',
  text: `attack ${name}: failed (refused x1)`,
}));
const emptyScan: Scan = { secrets: 3, forms: 100, places: ['files'], bytes: 1_000_000, found: [] };
const prompts = (count: number) =>
  Array.from({ length: count }, () => ({ extension: consentPrompt.shape.extension.parse(hostile) }));
const hostile = {
  id: 'mallory.hostile',
  displayName: 'Hostile',
  publisher: 'mallory',
  version: '1.0.0',
  known: false,
};
const good = (): Evidence => ({
  answer: 'once',
  refusals: 3,
  activated: {
    'acme.registry-reader': 'activated',
    'acme.mcp-tools': 'activated',
    'mallory.hostile': 'activated',
  },
  lines: attacks,
  audit: [
    ...use('acme.registry-reader', '1'),
    ...use('acme.mcp-tools', '2'),
    ...use('mallory.hostile', '3', 4),
  ],
  verified: { ok: true, entries: 6, seal: 'valid' },
  rawFrames: { tried: 8, got: [] },
  collected: 0,
  received: [{ method: 'GET', target: '/echo/body?form=raw' }],
  echoOrigin: 'http://127.0.0.1:4000',
  scan: emptyScan,
  prompts: prompts(2),
});
const fails = (change: Partial<Evidence>): number =>
  judge({ ...good(), ...change }).filter(({ ok }) => !ok).length;

describe('the verdict of the demo', () => {
  it('the verdict is good if everything went as it should', () => {
    expect(fails({})).toBe(0);
  });

  const bad: readonly [string, Partial<Evidence>][] = [
    ['a server let a wrong credential in', { refusals: 2 }],
    ['an honest extension was not activated', { activated: { 'acme.mcp-tools': 'activated' } }],
    ['an honest extension got no answer', { audit: use('acme.mcp-tools', '2', 1) }],
    ['a use has no intent', { audit: good().audit.filter(({ kind }) => kind !== 'use.intended') }],
    [
      'an attack got something',
      { lines: [...attacks, { who: 'mallory.hostile', text: 'attack i: GOT it' }] },
    ],
    ['fewer than eight attacks were tried', { lines: attacks.slice(1) }],
    [
      'another extension says that attacks failed',
      { lines: attacks.map(({ text }) => ({ who: 'acme.x', text })) },
    ],
    ['nothing was scrubbed', { audit: [...use('acme.registry-reader', '1'), ...use('acme.mcp-tools', '2')] }],
    ['a raw frame got through', { rawFrames: { tried: 8, got: ['GET'] } }],
    ['the collector was reached', { collected: 1 }],
    [
      'the server was sent what the log does not announce',
      { received: Array.from({ length: 4 }, () => ({ method: 'GET', target: '/echo/body' })) },
    ],
    ['the server was sent another path', { received: [{ method: 'GET', target: '/private' }] }],
    ['the flood got many prompts onto the screen', { prompts: prompts(6) }],
    ['a trace was found', { scan: { ...emptyScan, found: ['this output'] } }],
    [
      'the audit log does not fit',
      { verified: { ok: false, entries: 3, seal: 'valid', firstBad: { seq: 2, why: 'edited' } } },
    ],
    ['everything was denied and something left', { answer: 'deny' }],
  ];
  it.each(bad)('the verdict is bad when %s', (_what, change) => {
    expect(fails(change)).toBeGreaterThan(0);
  });
});
