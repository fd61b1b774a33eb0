/**
 * The direction of dependencies, drawn in ARCHITECTURE.md and enforced here:
 *
 *   sample-extensions -> extension-api -> contracts -> zod
 *   settings-ui -> contracts
 *   broker -> contracts            (broker/shells/node's guest also loads extension-api, into the extension's side)
 *
 * Inside broker/, a station imports no other station. The flows put stations together, and broker.ts the flows.
 */
const stations = 'port|consent|grants|connections|providers|secrets|network|audit';
const flows = 'requests|resolve|use|mcp|services|oauth|settings|extensions|stores';
const tests = '\\.test(-d)?\\.ts$|/fixtures/|^broker/checks/';
/** Holds no plaintext; names what can be opened. */
const secretType = '^broker/secrets/vault/secret\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
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
          '^settings-ui/(?!entries/)|^extension-api/contracts/|^broker/providers/check-fields\\.ts$|node_modules/(lit|@lit|lit-[a-z]+|@vscode-elements|@tanstack)/',
      },
    },
    {
      name: 'entries-of-pages-connect-the-port',
      severity: 'error',
      from: { path: '^settings-ui/entries/' },
      to: {
        pathNot:
          '^settings-ui/|^extension-api/(contracts|(dist/)?host)/|^broker/shells/electron/page/|node_modules/zod/|^electron/renderer$',
      },
    },
    {
      name: 'stations-do-not-import-their-neighbours',
      severity: 'error',
      from: { path: `^broker/(${stations})/`, pathNot: tests },
      to: { path: `^broker/(${stations})/`, pathNot: `^broker/$1/|${secretType}|^broker/network/` },
    },
    {
      name: 'only-secrets-stands-on-network',
      comment: 'A secret is placed on requests. network/ in turn knows the type Secret only.',
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
