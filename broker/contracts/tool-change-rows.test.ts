import { describe, expect, it } from 'vitest';
import type { ToolClaim } from './mcp-tools.ts';
import { english } from './texts/say.ts';
import { toolChangeRows } from './tool-change-rows.ts';

const tool = (name: string, more: Partial<ToolClaim> = {}): ToolClaim => ({
  name,
  description: 'Looks.',
  effect: 'reads',
  definition: '{}',
  digest: 'a'.repeat(64),
  ...more,
});
const changed = (before: ToolClaim, now: ToolClaim) =>
  toolChangeRows(english, { added: [], removed: [], changed: [{ before, now }] });

describe('the rows of tools that changed', () => {
  it('a new tool and one that is gone stand with their effect, and their server’s words in quotation marks', () => {
    const wipe = tool('wipe all', { title: 'Wipe" (claims to only read)', effect: 'may-destroy' });
    expect(toolChangeRows(english, { added: [wipe], removed: [tool('look')], changed: [] })).toEqual([
      [
        '"wipe all"',
        'was not there',
        `"Wipe' (claims to only read)" "Looks." (claims that it may change or delete)`,
      ],
      ['look', '"Looks." (claims to only read)', 'is gone'],
    ]);
  });

  it('of a changed tool all that differs has a row, and nothing else', () => {
    const now = { title: 'T', description: 'Sends.', effect: 'adds', definition: '[]' } as const;
    expect(changed(tool('look'), tool('look', now))).toEqual([
      ['look: title', 'none', 'T'],
      ['look: description', 'Looks.', 'Sends.'],
      ['look: effect', 'claims to only read', 'claims to change but not delete'],
      ['look: definition', '{}', '[]'],
    ]);
    expect(changed(tool('look'), tool('look', { definition: '[]' }))).toHaveLength(1);
  });

  it('a change behind what is stored of a definition is told as one', () => {
    expect(changed(tool('look'), tool('look', { digest: 'b'.repeat(64) }))).toEqual([
      ['look: definition', 'differs beyond the stored part', 'differs beyond the stored part'],
    ]);
  });
});
