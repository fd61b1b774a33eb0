/**
 * The direction of dependencies, drawn in ARCHITECTURE.md and enforced here:
 *
 *   sample-extensions -> extension-api -> contracts -> zod
 *   settings-ui -> broker/contracts -> contracts
 *   broker -> contracts            (broker/shells/node's guest also loads extension-api, into the extension's side)
 *
 * Inside broker/, a station imports no other station. The flows put stations together, and broker.ts the flows.
 */
const stations = 'port|consent|grants|connections|providers|secrets|network|audit';
const flows = 'requests|resolve|use|mcp|services|oauth|settings|extensions|stores|review';
const tests = '\\.test(-d)?\\.ts$|/fixtures/|^broker/checks/';

/**
 * What may be imported of broker/secrets/, the room that reads plaintext, and by whom. Nothing else of it leaves the
 * room: not `plaintextOf`, no credential kind, no scrubber.
 */
const doorsOfSecrets = {
  // Using a credential: it goes along with a request or a program.
  'doors.ts': 'services/open-services|powers',
  'door.ts': 'use/session|mcp/|services/declared-request',
  'reserved-names.ts': 'use/fetch|mcp/http-wire|resolve/sent-headers',
  // Keeping secrets. What the vault opens is a Secret, which gives its holder no plaintext.
  'check-secrets.ts': 'settings/check-input',
  // Of a secret as a person typed it: the date alone comes back.
  'expiry-of-secret.ts': 'settings/seal-secrets',
  'vault/vault.ts':
    'stores/|settings/|services/(open-services|connection-states)|powers|cli/|shells/electron/app',
  'vault/in-contract-words.ts': 'settings/seal-secrets',
  'vault/draft.ts': 'settings/secret-methods',
  'vault/secret.ts': 'oauth/token-keeper',
  // Guarding the vault's key.
  'vault/keychain.ts': 'shells/|cli/|prove/|demo/|services/test-failure',
  'vault/(key-file|private-file|had-key|envelope).ts': 'shells/',
  // The life of sign-ins.
  'oauth/(sign-in-door|sign-in-connection|wait-for).ts': 'oauth/|services/open-services',
  'oauth/(oauth-error|classify-error|loopback-listener).ts': 'oauth/',
  'oauth/token-facts.ts': 'oauth/|stores/open-stores',
  'oauth/(discovered|find-server).ts': 'oauth/(session-rows|run-sign-in)',
  'oauth/(oauth-setup|discover-for-mcp).ts': 'resolve/connection-in-use|oauth/run-sign-in',
  'sign-in-tokens.ts': 'oauth/(make-oauth|token-keeper)',
  // The proof looks for every form of a secret.
  'redaction/encoded-forms.ts': 'prove/scan-for-canaries',
};
const fileOfSecrets = (/** @type {string} */ file) => `^broker/secrets/${file.replace('.ts', '\\.ts$')}`;
/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const secretsRules = [
  {
    name: 'secrets-leave-by-their-doors',
    comment: 'A credential is used through a door (secrets/door.ts); plaintext stays in the room.',
    severity: 'error',
    from: { path: '^(broker|extension-api|settings-ui)/', pathNot: `^broker/secrets/|${tests}` },
    to: {
      path: '^broker/secrets/',
      pathNot: Object.keys(doorsOfSecrets).map(fileOfSecrets).join('|'),
    },
  },
  ...Object.entries(doorsOfSecrets).map(([file, who]) => ({
    name: `who-imports-secrets-${file}`,
    severity: /** @type {const} */ ('error'),
    from: { path: '^broker/', pathNot: `^broker/(secrets/|${who})|${tests}` },
    to: { path: fileOfSecrets(file) },
  })),
  {
    name: 'unscrubbed-answers-stay-inside',
    comment: 'Its reader gets an answer that no scrubber has seen.',
    severity: 'error',
    from: { path: '^broker/', pathNot: `^broker/(network|secrets)/|${tests}` },
    to: { path: '^broker/network/inside-answer\\.ts$' },
  },
  {
    name: 'only-the-door-sends',
    comment: 'A courier is made for the doors, which place a credential and scrub the answer.',
    severity: 'error',
    from: { path: '^broker/', pathNot: `^broker/(network/|secrets/|services/open-services|powers)|${tests}` },
    to: { path: '^broker/network/(carry|send|couriers)\\.ts$' },
  },
  {
    name: 'oauth-and-settings-touch-no-network',
    comment: 'As stations: they name addresses, hops and who calls off, and send nothing.',
    severity: 'error',
    from: { path: '^broker/(oauth|settings)/', pathNot: tests },
    to: { path: '^broker/network/', pathNot: '^broker/network/(errand|origin|exchange|on-abort)\\.ts$' },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...secretsRules,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'resolvable',
      comment: 'An import that does not resolve hides from every other rule.',
      severity: 'error',
      from: {},
      // Electron's own modules exist only inside Electron.
      to: { couldNotResolve: true, pathNot: '^electron/(main|common|renderer)$' },
    },
    {
      name: 'contracts-are-the-bottom',
      severity: 'error',
      from: { path: '^extension-api/contracts/', pathNot: tests },
      to: { pathNot: '^extension-api/contracts/|node_modules/zod/' },
    },
    {
      name: 'contracts-of-settings-stand-on-those-of-extensions',
      comment:
        'What Settings and the consent window say to main: pages load it, so it takes nothing else of the broker.',
      severity: 'error',
      from: { path: '^broker/contracts/', pathNot: tests },
      to: { pathNot: '^broker/contracts/|^extension-api/contracts/|node_modules/zod/' },
    },
    {
      name: 'extension-api-imports-contracts-zod-comlink',
      severity: 'error',
      from: { path: '^extension-api/(?!contracts/)', pathNot: tests },
      to: { pathNot: '^extension-api/|node_modules/(zod|comlink)/' },
    },
    {
      name: 'samples-import-extension-api-only',
      severity: 'error',
      from: { path: '^sample-extensions/', pathNot: tests },
      to: { pathNot: '^sample-extensions/[^/]+/|^extension-api/(dist/)?index' },
    },
    {
      name: 'settings-ui-imports-contracts',
      severity: 'error',
      from: { path: '^settings-ui/(?!entries/)', pathNot: tests },
      to: {
        // The check of what was typed is the broker's own, and free of Node: the page must not have another one.
        pathNot:
          '^settings-ui/(?!entries/)|^(extension-api|broker)/contracts/|^broker/dist/contracts/|^broker/providers/check-fields\\.ts$|node_modules/(lit|@lit|lit-[a-z]+|@vscode-elements|@tanstack)/',
      },
    },
    {
      name: 'entries-of-pages-connect-the-port',
      severity: 'error',
      from: { path: '^settings-ui/entries/' },
      to: {
        pathNot:
          '^settings-ui/|^extension-api/(contracts|(dist/)?host)/|^broker/(dist/)?contracts/|^broker/shells/electron/page/|node_modules/zod/|^electron/renderer$',
      },
    },
    {
      name: 'stations-do-not-import-their-neighbours',
      severity: 'error',
      from: { path: `^broker/(${stations})/`, pathNot: tests },
      to: { path: `^broker/(${stations})/`, pathNot: '^broker/$1/|^broker/network/' },
    },
    {
      name: 'only-secrets-stands-on-network',
      comment: 'A secret is placed on requests. network/ in turn knows nothing of secrets/.',
      severity: 'error',
      from: { path: `^broker/(${stations})/`, pathNot: `^broker/(secrets|network)/|${tests}` },
      to: { path: '^broker/network/' },
    },
    {
      name: 'stations-do-not-import-flows',
      comment:
        'The flows put stations together. A credential is opened for a resolved connection, a type of theirs.',
      severity: 'error',
      from: { path: `^broker/(${stations})/`, pathNot: tests },
      to: { path: `^broker/(${flows})/`, pathNot: '^broker/resolve/connection-in-use\\.ts$' },
    },
    {
      name: 'judges-see-no-secret-and-no-network',
      comment: 'consent, grants, audit and port can reach neither, not even through others.',
      severity: 'error',
      from: { path: '^broker/(consent|grants|audit|port)/', pathNot: tests },
      to: { path: '^broker/(secrets|network)/', reachable: true },
    },
    {
      name: 'asking-and-resolving-open-no-vault',
      comment:
        'requests/, resolve/ and extensions/ decide about connections, and hold nothing that opens one.',
      severity: 'error',
      from: { path: '^broker/(requests|resolve|extensions)/', pathNot: tests },
      to: { path: '^broker/secrets/vault/' },
    },
    {
      name: 'only-network-opens-connections',
      severity: 'error',
      from: {
        path: '^(broker|extension-api|settings-ui)/',
        // These two listen on loopback, and open nothing.
        pathNot: `^broker/network/|^broker/secrets/oauth/loopback-listener|^broker/prove/echoing-server|${tests}`,
      },
      to: { path: 'node_modules/undici/|^(node:)?(net|tls|http|https|http2|dgram|dns)(/|$)' },
    },
    {
      name: 'stations-know-no-shell',
      severity: 'error',
      from: {
        path: `^broker/(${stations}|${flows}|database|json|time)/|^broker/[^/]+\\.ts$`,
        pathNot: `${tests}|^broker/main\\.ts$`,
      },
      to: { path: '^broker/(shells|cli|demo|prove)/|node_modules/electron/|^electron(/|$)' },
    },
    {
      name: 'no-production-import-of-tests',
      severity: 'error',
      // The demo is a test that people watch: it starts the same servers.
      from: { pathNot: `${tests}|^broker/demo/` },
      to: { path: tests },
    },
    {
      name: 'expose-only-behind-the-gate',
      comment: "comlink on an untrusted port runs the peer's code in this process (docs/decisions/0002).",
      severity: 'error',
      from: { path: '^broker/', pathNot: `^broker/port/|${tests}` },
      to: { path: 'node_modules/comlink/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    parser: 'swc',
    doNotFollow: { path: 'node_modules|/dist/' },
    exclude: { path: '/dist/(?!index)' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default', 'node'],
      extensions: ['.ts', '.js', '.mjs', '.d.ts'],
    },
  },
};
