import { OauthError } from './oauth-error.ts';

/** Servers answer with their home page too where there is nothing. */
export const isJson = (response: Response): boolean =>
  response.status === 200 && /^application\/json\b/i.test(response.headers.get('content-type') ?? '');

/** JSON.parse quotes its input, which may hold a client's secret: what it throws goes nowhere. */
export const jsonIn = (response: Response): Promise<unknown> =>
  response.json().catch(() => {
    throw new OauthError('not-json');
  });
