import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { published, stagePackage } from './stage-package.mjs';

// The tarballs that a registry would get, into the folder that is named: node pack-packages.mjs FOLDER
const [destination = '.'] = process.argv.slice(2);
mkdirSync(destination, { recursive: true });
const staged = mkdtempSync(join(tmpdir(), 'valetkey-staged-'));
try {
  for (const workspace of published) {
    const folder = await stagePackage(workspace, join(staged, workspace.replace('/', '-')));
    const options = ['--silent', '--pack-destination', resolve(destination)];
    execFileSync('npm', ['pack', ...options], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
} finally {
  rmSync(staged, { recursive: true, force: true });
}
