import type { ConnectionProvider } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { programText } from './program-text.ts';

const provider = {
  fields: [
    { id: 'script', type: 'string', label: 'Script', required: true },
    { id: 'more', type: 'string', label: 'More', required: false },
    { id: 'token', type: 'secret', label: 'Token', required: true },
  ],
  mcp: {
    transport: 'stdio',
    command: '/usr/bin/node',
    args: ['{script}', '{more}', 'a "b" \u202e'],
    environment: { TOKEN: '{token}', MODE: 'x' },
    cwd: '/srv',
  },
} as unknown as ConnectionProvider;

it('the whole command is shown quoted, with names for empty fields, and never with a secret', () => {
  expect(programText(provider)).toBe(
    '"/usr/bin/node" (the Script) (the More, if there is one) "a \\"b\\" \\u{202E}", in the folder "/srv", with TOKEN=(the Token), MODE="x"',
  );
  expect(programText(provider, { script: '/a b.js', more: '', token: 'typed' })).toContain(
    '"/usr/bin/node" "/a b.js" (the More, if there is one)',
  );
  expect(programText(provider, { token: 'typed' })).not.toContain('typed');
  expect(programText({ ...provider, mcp: undefined } as never)).toBeUndefined();
});
