import { expect, it } from 'vitest';
import { notificationBody } from './notification-body.ts';

it('a notification of Linux holds no markup, whatever a connection is called', () => {
  const named = '“<a href="https://evil.example">Bank</a> &amp; <img src=x>” needs you to sign in again.';
  expect(notificationBody(named, 'linux')).not.toMatch(/[<>&]/);
  expect(notificationBody(named, 'darwin')).toBe(named);
});
