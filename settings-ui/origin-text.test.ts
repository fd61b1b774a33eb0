import { expect, it } from 'vitest';
import { splitOrigin } from './origin-text.ts';

const bold = (origin: string): string => {
  const { before, bold, after } = splitOrigin(origin);
  return `${before}*${bold}*${after}`;
};

it('shows the last two labels in bold, and an address or a single name whole', () => {
  expect(bold('https://api.example.com')).toBe('https://api.*example.com*');
  expect(bold('https://github.com.evil.example:8443')).toBe('https://github.com.*evil.example*:8443');
  expect(bold('http://localhost:4873')).toBe('http://*localhost*:4873');
  expect(bold('http://127.0.0.1:4873')).toBe('http://*127.0.0.1*:4873');
  expect(bold('http://[::1]:80')).toBe('http://*[::1]*:80');
});

it('cannot tell a public suffix of two labels: the whole origin is shown all the same', () => {
  expect(bold('https://shop.example.co.uk')).toBe('https://shop.example.*co.uk*');
});

it('writes a letter of another script as an escape', () => {
  expect(bold('https://\u0430pple.com')).toBe('https://*\\u{430}pple.com*');
});
