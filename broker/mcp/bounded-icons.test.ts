import type { JsonObject } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { ownIcons, withBoundedIcons } from './bounded-icons.ts';

const png = { src: 'data:image/png;base64,iVBORw0KGgo=', mimeType: 'image/png' };
const page = { src: 'https://a.example/icon.png' };

it.each([
  ['an address that is not https', { src: 'http://a.example/icon.png' }],
  ['a file', { src: 'file:///etc/passwd' }],
  ['a script', { src: 'javascript:alert(1)' }],
  ['a picture that may hold scripts', { src: 'data:image/svg+xml;base64,PHN2Zz4=' }],
  ['a page', { src: 'data:text/html;base64,PHA+' }],
  ['a picture of 65 KiB', { src: `data:image/png;base64,${'A'.repeat(66_000)}` }],
  ['an address of 3,000 characters', { src: `https://a.example/${'x'.repeat(3_000)}` }],
  ['no address', { mimeType: 'image/png' }],
  ['no icon', null],
])('an icon that is %s does not reach the extension', (_what, icon) => {
  const result = { tools: [{ name: 'a', icons: [icon, png, page] }] } as unknown as JsonObject;
  expect(withBoundedIcons(result)).toEqual({ tools: [{ name: 'a', icons: [png, page] }] });
  expect(ownIcons({ name: 'server', icons: [icon] } as unknown as JsonObject)).toEqual({ name: 'server' });
});

it('the extension gets eight icons of one thing at most, also of a link in a result', () => {
  const link = { type: 'resource_link', uri: 'a://b', icons: Array.from({ length: 20 }, () => png) };
  const { content } = withBoundedIcons({ content: [link] } as unknown as JsonObject);
  expect(content).toMatchObject([{ type: 'resource_link', uri: 'a://b' }]);
  expect((content as { icons: unknown[] }[])[0]?.icons).toHaveLength(8);
});

it('a link to a resource in a message of a prompt has icons that are bounded, too', () => {
  const messageWith = (icons: object[]) => ({
    role: 'user',
    content: { type: 'resource_link', uri: 'a://b', icons },
  });
  const messages = [
    { role: 'user', content: { type: 'text', text: 'x' } },
    messageWith([{ src: 'http://a/b' }, png]),
  ];
  const bounded = withBoundedIcons({ messages } as unknown as JsonObject);
  expect(bounded).toEqual({ messages: [messages[0], messageWith([png])] });
});

it('a result without icons is passed on as it is', () => {
  const result = { tools: [{ name: 'a' }], content: 'text' } as unknown as JsonObject;
  expect(withBoundedIcons(result)).toBe(result);
});
