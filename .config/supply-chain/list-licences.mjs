import { readFileSync, writeFileSync } from 'node:fs';

/**
 * What reaches a user's machine beside our own code, from the lockfile: `node .config/supply-chain/list-licences.mjs`
 * writes THIRD-PARTY.md. supply-chain.test.ts holds the page against the lockfile.
 */
const root = new URL('../..', import.meta.url);
const lock = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));

/** @returns {readonly { name: string, version: string, license: string }[]} shipped packages, each version once */
export const shippedPackages = () => {
  const found = Object.entries(lock.packages)
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.dev && !entry.link)
    .map(([path, { version, license = 'not stated' }]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      license,
    }));
  const once = new Map(found.map((one) => [`${one.name} ${one.version}`, one]));
  return [...once.keys()].sort().map((key) => /** @type {never} */ (once.get(key)));
};

export const licencesPage = () => {
  const rows = shippedPackages().map(({ name, version, license }) => `- ${name} ${version}: ${license}`);
  return `# Third-party packages

What is shipped beside our own code, and under which licence. Written by \`node .config/supply-chain/list-licences.mjs\`;
\`npm run sbom\` prints the same as CycloneDX. Development tools are not shipped and not listed; Electron brings its own
list (\`LICENSES.chromium.html\`).

${rows.join('\n')}
`;
};

if (process.argv[1] === new URL(import.meta.url).pathname) {
  writeFileSync(new URL('THIRD-PARTY.md', root), licencesPage());
}
