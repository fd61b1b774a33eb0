import { expect, it } from 'vitest';
import { urlOf } from './url-of.ts';

it('a host in another script stays an address, however often it was read', () => {
  for (let nth = 0; nth < 20_000; nth += 1)
    if (urlOf('https://bücher.example')?.host !== 'xn--bcher-kva.example')
      throw new Error(`not the ${nth}th time`);
});

it('a text that is no address is undefined', () => {
  expect([urlOf('no address'), urlOf('https://[::1'), urlOf('/path', 'https://a.example')?.href]).toEqual([
    undefined,
    undefined,
    'https://a.example/path',
  ]);
});
