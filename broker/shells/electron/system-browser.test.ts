import { expect, it, vi } from 'vitest';

const { openExternal } = vi.hoisted(() => ({ openExternal: vi.fn(async () => undefined) }));
vi.mock('electron/common', () => ({ shell: { openExternal } }));
const { openInSystemBrowser } = await import('./system-browser.ts');

it.each(['https://login.example.com/authorize?x=1', 'http://127.0.0.1:8080/a', 'http://localhost/a'])(
  'the system browser opens %s',
  async (address) => {
    await openInSystemBrowser(address);
    expect(openExternal).toHaveBeenLastCalledWith(address);
  },
);

it.each([
  'http://login.example.com/',
  'http://127.0.0.1.example.com/',
  'https://someone@login.example.com/',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'ms-msdt:/id',
  'vscode://file/etc/passwd',
  '--version',
  '',
])('the operating system does not get %s', async (address) => {
  openExternal.mockClear();
  await expect(openInSystemBrowser(address)).rejects.toThrow();
  expect(openExternal).not.toHaveBeenCalled();
});
