import * as oauth from 'oauth4webapi';
import { expect, it } from 'vitest';
import { classifyError } from './classify-error.ts';

it.each([
  ['expired_token', 400, 'device-expired'],
  ['bad_refresh_token', 400, 'invalid-grant'],
  ['incorrect_client_credentials', 400, 'client-refused'],
  ['temporarily_unavailable', 400, 'server-error'],
  ['server_error', 400, 'server-error'],
  ['invalid_grant', 408, 'server-error'],
  ['invalid_grant', 429, 'server-error'],
  ['invalid_client', 503, 'server-error'],
  ['invalid_grant', 400, 'invalid-grant'],
  ['no_such_error', 400, 'refused'],
])('the error %s under status %i is called %s', (error, status, code) => {
  const said = new oauth.ResponseBodyError('x', {
    cause: { error },
    response: new Response(null, { status }),
  });
  expect(classifyError(said).code).toBe(code);
});
