import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../contracts/audit.ts';
import type { Live } from '../grants/ledger.ts';
import { recordUse, type UsePowers } from './recorded-use.ts';

const live = {
  id: 'cap',
  principal: { id: 'acme.user' },
  connectionId: 'con',
  budgets: {},
} as unknown as Live;

/** Of an extension whose allowance of lines is used up. */
const stage = () => {
  const written: AuditEvent['kind'][] = [];
  const write = ({ kind }: AuditEvent) => written.push(kind);
  const powers = {
    audit: {
      append: write,
      appendSoon: async (event: AuditEvent) => write(event),
      appendLater: async (event: AuditEvent) => write(event),
    },
    lines: { take: () => false },
    makeUseId: () => 'use',
    onSent: () => undefined,
    now: () => 0,
  } as unknown as UsePowers;
  return { written, use: recordUse(live, { method: 'MCP', path: 'tools/list' }, 0, powers) };
};

describe('the lines of a use when its extension has no allowance left', () => {
  it('a refusal is thrown, and has no line', () => {
    const { written, use } = stage();
    expect(() => use.refuse({ code: 'body-refused' })).toThrow(
      expect.objectContaining({ code: 'body-refused' }),
    );
    expect(written).toEqual([]);
  });

  it('a failure before anything is sent has no line', () => {
    const { written, use } = stage();
    use.finish({ outcome: 'failed', code: 'connection-suspended' }, false);
    expect(written).toEqual([]);
  });

  it('a use that is sent has all its lines', async () => {
    const { written, use } = stage();
    await use.intend({ method: 'MCP', path: 'tools/list' }, {});
    use.hop({ method: 'POST', origin: 'https://api.example', path: '/mcp' as never, bytesSent: 1 }, {});
    use.finish({ outcome: 'failed', code: 'timed-out' }, false);
    expect(written).toEqual(['use.intended', 'use.hop', 'use.finished']);
  });
});
