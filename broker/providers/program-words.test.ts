import { expect, it } from 'vitest';
import { resolveMcp } from './resolve-mcp.ts';

const field = (id: string, type: string) => ({ id, type, label: id, required: true });
const provider = (more: object) =>
  ({
    fields: [field('folder', 'string'), field('token', 'secret')],
    mcp: { transport: 'stdio', command: '/bin/x', args: [], environment: {}, ...more },
  }) as never;
const words = (more: object, fields: Record<string, string> = {}) => {
  const found = resolveMcp(provider(more), fields, []);
  return found?.ok ? found.inWords : found;
};

it('a single variable is shown just as several are', () => {
  expect(words({ environment: { LD_PRELOAD: '/tmp/evil.so' } })).toContain('with LD_PRELOAD="/tmp/evil.so"');
  expect(words({ environment: { TOKEN: '{token}' } })).toContain('with TOKEN from the secret field token');
});

it('a folder is absolute, and no part of a command holds a NUL', () => {
  expect(words({ cwd: '{folder}' }, { folder: 'srv' })).toEqual({ ok: false, field: 'folder' });
  expect(words({ args: ['{folder}'] }, { folder: 'a\0b' })).toMatchObject({ ok: false });
});
