import { expect, it } from 'vitest';
import { splitOrigin } from './origin-text.ts';

const bold = (origin: string): string => {
  const { before, bold, after } = splitOrigin(origin);
  return `${before}*${bold}*${after}`;
};

it('an origin shows its registered part in bold', () => {
  expect(bold('https://api.example.com')).toBe('https://api.*example.com*');
  expect(bold('https://github.com.evil.example:8443')).toBe('https://github.com.*evil.example*:8443');
  expect(bold('https://shop.example.co.uk')).toBe('https://shop.*example.co.uk*');
  expect(bold('https://co.uk.evil.com')).toBe('https://co.uk.*evil.com*');
});

it('an origin on shared hosting shows the host in bold, not its user’s name', () => {
  expect(bold('https://stripe.github.io')).toBe('https://stripe.*github.io*');
});

it('an IP address, a single name and a bare suffix are bold as a whole', () => {
  expect(bold('http://localhost:4873')).toBe('http://*localhost*:4873');
  expect(bold('http://127.0.0.1:4873')).toBe('http://*127.0.0.1*:4873');
  expect(bold('http://[::1]:80')).toBe('http://*[::1]*:80');
  expect(bold('https://co.uk')).toBe('https://*co.uk*');
});

it('a letter of another script is written as an escape', () => {
  expect(bold('https://\u0430pple.com')).toBe('https://*\\u{430}pple.com*');
});
