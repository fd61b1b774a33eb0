import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { published, root, stagePackage } from './stage-package.mjs';

/**
 * usage: npm run publish:packages -- --repository URL [--registry URL] [--dry-run] [--no-provenance]
 *
 * Publishes the packages in the order of their needs, from a commit without changes. Provenance says in the registry from
 * which commit and by which workflow they were made: npm signs it in a CI that it knows, for the repository that is named.
 */
const { values } = parseArgs({
  options: {
    repository: { type: 'string' },
    registry: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    'no-provenance': { type: 'boolean', default: false },
  },
});

const git = (/** @type {string[]} */ ...args) =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

const publish = async () => {
  const { repository, registry } = values;
  if (repository === undefined)
    throw new Error('Pass --repository: the address that provenance and the pages of the registry name.');
  if (!values['dry-run'] && git('status', '--porcelain') !== '')
    throw new Error('There are changes that are not committed: commit them, or pass --dry-run.');
  const options = [
    ...['--access', 'public'],
    ...(values['no-provenance'] || values['dry-run'] ? [] : ['--provenance']),
    ...(values['dry-run'] ? ['--dry-run'] : []),
    ...(registry === undefined ? [] : ['--registry', registry]),
  ];
  const top = mkdtempSync(join(tmpdir(), 'valetkey-publish-'));
  try {
    const staged = [];
    for (const workspace of published) {
      const folder = await stagePackage(workspace, join(top, workspace.replace('/', '-')));
      staged.push(folder);
      const file = join(folder, 'package.json');
      const manifest = JSON.parse(readFileSync(file, 'utf8'));
      manifest.repository = { type: 'git', url: repository, directory: workspace };
      writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
    }
    // Only now, so that what cannot be laid out leaves no half of a release behind.
    for (const folder of staged)
      execFileSync('npm', ['publish', folder, ...options], { cwd: top, stdio: 'inherit' });
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
};

publish().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
