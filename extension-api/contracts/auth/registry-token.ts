import { z } from 'zod';
import { fieldId } from './words.ts';

/** A token server's address, without a query, or the url field that holds it. */
const realm = z
  .string()
  .max(300)
  .regex(
    /^(?:\{[a-z][A-Za-z0-9]{0,39}\}|https:\/\/[a-z0-9.-]+(?::\d{1,5})?(?:\/[A-Za-z0-9._~-]+)*)$/,
    'must be an https address without a query, or the id of a url field in braces',
  );

/**
 * Container registries (distribution, "Token Authentication Specification"): a refused request names a token server and
 * a scope; user name and password go to that server, and the token that it gives to the registry. A registry that asks
 * for the password itself gets it.
 *
 * The registry names the token server, so it is an attacker's to name: the password goes to the connection's own
 * origin and to the addresses that stand here.
 */
export const registryTokenAuth = z.strictObject({
  kind: z
    .literal('registryToken')
    .describe('User name and password, which a container registry’s token server gives tokens for.'),
  username: fieldId.describe('The plain field with the user name.'),
  password: fieldId.describe('The secret field with the password or access token.'),
  realms: z
    .array(realm)
    .max(4)
    .default([])
    .describe(
      'Addresses of token servers on other hosts than the registry’s; a url field in braces may be empty.',
    ),
});
