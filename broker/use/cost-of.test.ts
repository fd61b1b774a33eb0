import { expect, it } from 'vitest';
import { costOfRequest } from './cost-of.ts';

const costs = {
  unit: 'credits',
  requests: [
    { path: '/v1/**', cost: 1 },
    { path: '/v1/images/*', cost: 40 },
    { path: '/v2/search', methods: ['POST'], cost: 7 },
  ],
} as never;

it.each([
  ['/v1/images/x', 40],
  ['/v1/%69mages/x', 40],
  ['/v1/images%2Fx', 40],
  ['/v1/Images/x', 40],
  ['/v1/images/x/', 40],
  ['/v1/images.json/x', 40],
  ['/v1/images', 1],
  ['/v1/texts/x', 1],
  ['/v1/images/x/y', 1],
  ['/v3', 40],
])('a GET of %s costs %d, however it is written', (path, cost) => {
  expect(costOfRequest(costs, 'GET', path)).toBe(cost);
});

it('a request with another method, which nothing fits, costs the most of all', () => {
  expect(costOfRequest(costs, 'GET', '/v2/search')).toBe(40);
  expect(costOfRequest(costs, 'POST', '/v2/search')).toBe(7);
});
