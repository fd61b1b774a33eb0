import { NetworkError } from '../../network/network-error.ts';
import { plaintextOf } from '../vault/plaintext.ts';
import type { AuthOf, CredentialKind, CredentialValues } from './kind.ts';

type Basic = AuthOf<'basic'>;

/** RFC 7617, in UTF-8. Either half may be empty, as with services that take a key as the user name. */
export const basic: CredentialKind<Basic> = {
  reserves: () => ({ headers: ['authorization'], query: [] }),
  inject(auth, values, request) {
    withPair(auth, values, (username, password) => {
      if (username === '' && password === '') refuse('empty');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 7617 excludes control characters
      if (/[\u0000-\u001f\u007f]/.test(username + password)) refuse('character');
      if (username.includes(':')) refuse('colon');
      const pair = Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
      Object.assign(request.headers, { authorization: `Basic ${pair}` });
    });
  },
  forms: (auth, values) =>
    withPair(auth, values, (username, password, usernameIsSecret) => {
      const forms = password === '' ? [] : [password];
      if (usernameIsSecret && username !== '') forms.push(username);
      if (forms.length > 0) forms.push(`${username}:${password}`);
      return forms;
    }),
};

const refuse = (why: string): never => {
  throw new NetworkError('credential-malformed', { why });
};

const withPair = <T>(
  auth: Basic,
  values: CredentialValues,
  fn: (username: string, password: string, usernameIsSecret: boolean) => T,
): T => {
  const password = plaintextOf(values.secret(auth.password));
  const plain = values.text(auth.username);
  return plain === undefined
    ? fn(plaintextOf(values.secret(auth.username)), password, true)
    : fn(plain, password, false);
};
