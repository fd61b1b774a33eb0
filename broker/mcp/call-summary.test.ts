import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../checks/fixtures/cpu-time.ts';
import { mcpCall } from '../contracts/mcp-tools.ts';
import { summaryOfCall } from './call-summary.ts';

const tool = {
  name: 'x',
  description: '',
  effect: 'unsaid' as const,
  definition: '{}',
  digest: '0'.repeat(64),
};
const same = (text: string): string => text;
const summary = (params: object, scrub = same) => summaryOfCall(tool, params as never, scrub);

describe('what is shown of a call', () => {
  it('the summary shows each argument as JSON, and what travels beside them', () => {
    const params = {
      name: 'x',
      arguments: { path: '/etc/passwd', deep: { a: [1, null] } },
      _meta: { progressToken: 1, more: true },
      task: { ttl: 1 },
    };
    expect(summary(params)).toMatchObject({
      more: 0,
      parts: [
        { name: 'arguments.path', value: '"/etc/passwd"', cut: 0 },
        { name: 'arguments.deep', value: '{"a":[1,null]}', cut: 0 },
        { name: '_meta.more', value: 'true', cut: 0 },
        { name: 'task', value: '{"ttl":1}', cut: 0 },
      ],
    });
  });
  it('what travels beside the arguments cannot pass for one of them', () => {
    const params = { name: 'x', arguments: { path: 1 }, 'arguments.path': 2, '"arguments.path"': 3, task: 4 };
    expect(summary(params).parts.map(({ name, value }) => `${name} ${value}`)).toEqual([
      'arguments.path 1',
      '"arguments.path" 2',
      '"\\"arguments.path\\"" 3',
      'task 4',
    ]);
  });
  it('the summary says how much it does not show', () => {
    const { parts, more } = summary({
      name: 'x',
      arguments: Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`a${at}`, 'y'.repeat(1_000)])),
    });
    expect(more).toBe(10);
    expect(parts.every(({ value, cut }) => value.length + cut === 1_002)).toBe(true);
  });
  it('the summary counts what it does not show of a name', () => {
    const { parts } = summary({ name: 'x', arguments: { ['a'.repeat(1_000)]: 1, ['b'.repeat(100_000)]: 2 } });
    const whole = [`arguments.${'a'.repeat(1_000)}1`, `arguments.${'b'.repeat(100_000)}2`].map(
      (one) => one.length,
    );
    expect(parts.map(({ name, value, cut }) => name.length + value.length + cut)).toEqual(whole);
  });
  it('the summary counts what it never wrote out of a value, text or not', () => {
    const { parts } = summary({ name: 'x', arguments: { a: 'y'.repeat(100_000), b: ['y'.repeat(100_000)] } });
    expect(parts.map(({ value, cut }) => value.length + cut)).toEqual([100_002, 100_004]);
  });
  it('the summary costs little more than its JSON, however large', () => {
    const text = '\u200b'.repeat(4_000_000);
    const quickest = (run: () => unknown): number =>
      Math.min(
        ...[1, 2, 3].map(() => {
          const began = cpuMs();
          run();
          return cpuMs() - began;
        }),
      );
    const json = quickest(() => JSON.stringify(text));
    expect(quickest(() => summary({ name: 'x', arguments: { text } }))).toBeLessThan(20 * json + 20);
  });
  it('the summary has no character that reorders, hides or breaks lines', () => {
    const strange = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(fc.dictionary(strange, fc.oneof(strange, fc.jsonValue())), (args) => {
        const shown = summary({ name: 'x', arguments: args });
        expect(mcpCall.safeParse(shown).success).toBe(true);
        const text = shown.parts.map(({ name, value }) => name + value).join('');
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 500 },
    );
    expect(summary({ name: 'x', arguments: { a: 'x\u202egnp.exe\n' } }).parts[0]?.value).toBe(
      '"x\\u{202E}gnp.exe\\n"',
    );
  });
  it('the summary is scrubbed, names included', () => {
    const scrub = (text: string): string => text.replaceAll('hunter2', '[redacted]');
    const shown = JSON.stringify(summary({ name: 'x', arguments: { hunter2: 'hunter2' } }, scrub));
    expect(shown).not.toContain('hunter2');
  });
});
