import type { HttpMethod, OauthFlow } from '@valetkey/api-contracts';
import type { Decision } from '../contracts/consent.ts';

/** As the contracts have them, which are not loaded to list commands. A test compares the two. */
export const optionChoices = {
  answer: ['once', 'always', 'deny'] satisfies Decision[],
  flow: ['authorizationCode', 'deviceCode', 'clientCredentials', 'crossApp'] satisfies OauthFlow[],
  methods: [
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'PROPFIND',
    'REPORT',
  ] satisfies HttpMethod[],
};
