import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Shipped = {
  /** What the embedding application names it by, for the error. */
  readonly option: string;
  /** Within the package, from its root. */
  readonly path: string;
  /** A file that it holds. */
  readonly holds: string;
  /** Within the module's own folder. */
  readonly beside: string;
  /** `import.meta.url` of that module, read when it is needed: a CommonJS bundle has none. */
  readonly moduleUrl: string | undefined;
};

/**
 * The folder that was given, else the one beside the module. Throws where that is none of ours: a bundler puts the module
 * elsewhere, and leaves behind what no import names.
 */
export function shippedFolder(given: string | undefined, shipped: Shipped): string {
  const { option, path, holds } = shipped;
  const folder = given ?? besideModule(shipped);
  if (folder !== undefined && existsSync(join(folder, holds))) return folder;
  const found = folder === undefined ? 'This code is in a CommonJS bundle' : `${folder} has no ${holds}`;
  throw new Error(`${found}. Pass \`${option}\`: the folder ${path} of the package @valetkey/broker.`);
}

const besideModule = ({ moduleUrl, beside }: Shipped): string | undefined => {
  if (!moduleUrl?.startsWith('file:')) return undefined;
  // As TypeScript, in tests, a module stands beside its sources, and what is shipped beside its script.
  const compiled = moduleUrl.endsWith('.ts')
    ? moduleUrl.replace('/broker/shells/', '/broker/dist/shells/')
    : moduleUrl;
  return fileURLToPath(new URL(beside, compiled));
};
