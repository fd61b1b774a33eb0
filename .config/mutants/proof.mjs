/** The mutants of a sign-in's end, its renewal and its proofs, and of promises that had none. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const proofMutants = [
  ...group(
    'broker/secrets/oauth',
    ['broker/oauth/sign-in.test.ts'],
    [
      [
        'sign-out-keeps-refresh-token',
        'signing out revokes the refresh token at the service',
        'grants.ts',
        "if (refreshToken !== undefined) await one(refreshToken, 'refresh_token');",
        "if (refreshToken === '') await one(refreshToken, 'refresh_token');",
      ],
      [
        'sign-out-keeps-access-token',
        'signing out revokes the access token at the service',
        'grants.ts',
        "await one(accessToken, 'access_token');",
        '',
      ],
    ],
  ),
  ...group(
    'broker/secrets/oauth',
    ['broker/oauth/token-life.test.ts'],
    [
      [
        'renewed-for-any-resource',
        'a renewed token is for the same resource',
        'grants.ts',
        `        ...options,
        additionalParameters: resourceOf(setup),`,
        '        ...options,',
      ],
    ],
  ),
  ...group(
    'broker/secrets/oauth',
    ['broker/oauth/token-life.test.ts'],
    [
      [
        'tokens-printed-when-sealed',
        'tokens stand nowhere in plaintext',
        'store-tokens.ts',
        '  vault.put(',
        '  (console.warn(plaintextOf(tokens)), vault).put(',
      ],
    ],
  ),
  ...group(
    'broker/providers',
    ['broker/checks/threats/e-settings.test.ts'],
    [
      [
        'settings-quote-what-was-typed',
        'the settings port gives no secret out, also one that was typed into the wrong field',
        'check-fields.ts',
        'if (!read.ok) return { problem: read.sentence };',
        'if (!read.ok) return { problem: read.sentence + text };',
      ],
    ],
  ),
  ...group(
    'broker/prove',
    ['broker/prove/prove-here.test.ts', 'broker/prove/scan-for-canaries.test.ts'],
    [
      [
        'prove-pieces-alone',
        'the proof on an installation finds a secret that was cut in two',
        'scan-for-canaries.ts',
        'holds(whole) || pieces.some(holds)',
        'pieces.some(holds)',
      ],
    ],
  ),
  ...group(
    'broker/shells/electron/extension-host',
    ['broker/shells/electron/extension-host/lend-session.test.ts'],
    [
      [
        'session-lent-unemptied',
        'a run of an extension leaves nothing to the next',
        'lend-session.ts',
        '[session.clearStorageData(), session.closeAllConnections()]',
        '[session.closeAllConnections()]',
      ],
    ],
  ),
  ...group(
    'settings-ui/settings/connections',
    ['settings-ui/settings/canary.test.ts'],
    [
      [
        'secret-stays-in-field',
        'a typed secret is nowhere after saving',
        'form-field.ts',
        "if (this.field.type !== 'secret' || control === null) return;",
        "if (this.field.type === 'secret' || control === null) return;",
      ],
    ],
  ),
  ...group(
    'settings-ui/components',
    ['settings-ui/settings/keyboard.test.ts'],
    [
      [
        'focus-falls-to-the-top',
        'the focus stays near what was revoked, deleted or closed',
        'keep-focus.ts',
        'new MutationObserver(restore).observe(root, { childList: true, subtree: true });',
        "root.addEventListener('focusin', restore);",
      ],
    ],
  ),
  ...group(
    'broker/secrets/kinds',
    ['broker/oauth/sign-in.test.ts'],
    [
      [
        'dpop-nonce-forgotten',
        'the nonce of a resource server is in the next proof',
        'oauth2.ts',
        'memory.nonces.set(origin, nonce);',
        '',
      ],
    ],
  ),
];
